# Writes packages/charts/test/fixtures/schoenfeld.json: the curves and bands that R's plot.cox.zph draws.
# Run from the repository's root: Rscript scripts/oracles/charts-schoenfeld.R
suppressPackageStartupMessages({
  library(survival)
  library(splines)
  library(jsonlite)
})

# The computing lines of survival:::plot.cox.zph (survival 3.5-3), which hands nothing back: cox.zph's x, y and var in,
# the curve and its band of two standard errors out.
smooth <- function(x, y, variance, df, nsmo = 40) {
  pred.x <- seq(from = min(x), to = max(x), length = nsmo)
  lmat <- ns(c(pred.x, x), df = df, intercept = TRUE)
  pmat <- lmat[1:nsmo, ]
  qmat <- qr(lmat[-(1:nsmo), ])
  yhat <- pmat %*% qr.coef(qmat, y)
  bk <- backsolve(qmat$qr[1:df, 1:df], diag(df))
  seval <- ((pmat %*% (bk %*% t(bk))) * pmat) %*% rep(1, df)
  half <- 2 * sqrt(variance * seval)
  list(x = pred.x, y = c(yhat), lower = c(yhat - half), upper = c(yhat + half))
}

case <- function(name, fit, transform, df) {
  zph <- cox.zph(fit, transform = transform)
  list(
    name = name, transform = transform, df = df, names = I(names(coef(fit))), coefficients = I(unname(coef(fit))),
    modelCovariance = fit$var, time = I(unname(zph$x)), values = unname(zph$y), pValues = I(unname(zph$table[, "p"])),
    curves = lapply(seq_len(ncol(zph$y)), function(j) smooth(zph$x, zph$y[, j], zph$var[j, j], df))
  )
}

veteran.fit <- coxph(Surv(time, status) ~ trt + karno + age, veteran)
ovarian.fit <- coxph(Surv(futime, fustat) ~ age + rx, ovarian)
cases <- list(
  case("veteran", veteran.fit, "identity", 4),
  case("veteran", veteran.fit, "rank", 6),
  case("ovarian", ovarian.fit, "log", 4),
  case("ovarian", ovarian.fit, "km", 2)
)
versions <- list(R = as.character(getRversion()), survival = as.character(packageVersion("survival")))
write_json(list(versions = versions, cases = cases), "packages/charts/test/fixtures/schoenfeld.json", digits = NA, auto_unbox = TRUE)
