# Writes packages/survival/test/fixtures/cohorts.json and cox.json: Cox models by R's package survival.
# Run from the repository's root: Rscript scripts/oracles/survival-cox.R
source("scripts/oracles/survival-cohorts.R")

cohorts <- survival_cohorts()
fixtures <- "packages/survival/test/fixtures/"
write_oracle(list(cohorts = lapply(cohorts, function(columns) lapply(columns, I))), paste0(fixtures, "cohorts.json"))

rows <- function(matrix) apply(as.matrix(matrix), 1, function(row) I(unname(row)), simplify = FALSE) |> unname()
control <- coxph.control(eps = 1e-12, iter.max = 50)

fit_case <- function(cohort, covariates, ties = "efron", strata = NULL, weights = NULL, entry = NULL, cluster = NULL,
                     theta = NULL, residuals = FALSE) {
  data <- as.data.frame(cohorts[[cohort]])
  response <- if (is.null(entry)) "Surv(time, event)" else sprintf("Surv(%s, time, event)", entry)
  terms <- if (is.null(theta)) covariates else sprintf("ridge(%s, theta = %g, scale = TRUE)", paste(covariates, collapse = ", "), theta)
  if (!is.null(strata)) terms <- c(terms, sprintf("strata(%s)", paste(strata, collapse = ", ")))
  if (!is.null(cluster)) terms <- c(terms, sprintf("cluster(%s)", cluster))
  formula <- as.formula(paste(response, "~", paste(terms, collapse = " + ")))
  arguments <- list(formula, data = data, ties = ties, control = control, x = TRUE, model = TRUE)
  # Without this R makes the covariance robust whenever weights are not whole.
  if (!is.null(weights)) arguments <- c(arguments, list(weights = data[[weights]], robust = !is.null(cluster)))
  fit <- do.call(coxph, arguments)
  robust <- !is.null(fit$naive.var)
  result <- list(
    cohort = cohort, covariates = I(covariates), ties = ties, strata = if (is.null(strata)) NULL else I(strata),
    weights = weights, entry = entry, cluster = cluster, theta = theta, coefficients = I(unname(coef(fit))),
    covariance = rows(fit$var), modelCovariance = rows(if (robust) fit$naive.var else fit$var),
    nullLogLikelihood = fit$loglik[1], logLikelihood = fit$loglik[2]
  )
  if (!is.null(theta)) return(result)
  summary <- summary(fit)
  hazard <- basehaz(fit, centered = TRUE)
  result <- c(result, list(
    likelihoodRatio = unname(summary$logtest[1]), wald = unname(fit$wald.test), score = unname(fit$score),
    pValue = unname(summary$logtest[3]), concordance = unname(fit$concordance[c("concordance", "std")]),
    aic = AIC(fit), means = I(unname(fit$means)),
    hazard = list(time = I(hazard$time), hazard = I(hazard$hazard), strata = if (is.null(hazard$strata)) NULL else I(as.character(hazard$strata))),
    zph = lapply(c(km = "km", rank = "rank", identity = "identity", log = "log"), function(transform) {
      I(unname(cox.zph(fit, transform = transform, terms = FALSE)$table[, "chisq"]))
    })
  ))
  if (residuals) {
    result$residuals <- list(
      martingale = I(unname(resid(fit, "martingale"))), deviance = I(unname(resid(fit, "deviance"))),
      score = rows(resid(fit, "score")), dfbeta = rows(resid(fit, "dfbeta")),
      schoenfeld = rows(resid(fit, "schoenfeld")), scaledSchoenfeld = rows(resid(fit, "scaledsch"))
    )
  }
  result
}

lung <- c("age", "sex", "ph.ecog", "wt.loss")
veteran <- c("trt", "karno", "diagtime", "age", "prior")
rotterdam <- c("age", "meno", "nodes", "pgr", "er", "hormon")
colon <- c("lev", "lev5fu", "age", "sex", "nodes")
heart <- c("age", "year", "surgery", "transplant")
rossi <- c("fin", "age", "race", "wexp", "mar", "paro", "prio")
cases <- list(
  fit_case("lung", lung, residuals = TRUE),
  fit_case("lung", lung, ties = "breslow", residuals = TRUE),
  fit_case("lung", lung, weights = "weights", residuals = TRUE),
  fit_case("lung", c("age", "ph.ecog"), strata = "sex", residuals = TRUE),
  fit_case("lung", lung, cluster = "inst"),
  fit_case("lung", lung, cluster = "inst", weights = "weights", ties = "breslow"),
  fit_case("lung", lung, theta = 20),
  fit_case("veteran", veteran, strata = "celltype", residuals = TRUE),
  fit_case("veteran", veteran, ties = "breslow"),
  fit_case("ovarian", c("age", "resid.ds", "rx", "ecog.ps"), residuals = TRUE),
  fit_case("colon", colon, strata = "etype", cluster = "id"),
  fit_case("colon", colon, ties = "breslow"),
  fit_case("rotterdam", rotterdam),
  fit_case("rotterdam", rotterdam, weights = "weights", strata = "size"),
  fit_case("rotterdam", rotterdam, entry = "entry", strata = "size", weights = "weights"),
  fit_case("heart", heart, entry = "entry", residuals = TRUE),
  fit_case("heart", heart, entry = "entry", ties = "breslow", cluster = "id", residuals = TRUE)
)
if (!is.null(cohorts$rossi)) {
  cases <- c(cases, list(
    fit_case("rossi", rossi, residuals = FALSE),
    fit_case("rossi", rossi, ties = "breslow"),
    fit_case("rossi", c("fin", "age", "prio"), strata = c("race", "paro", "mar", "wexp"))
  ))
}
write_oracle(list(cases = cases), paste0(fixtures, "cox.json"))
