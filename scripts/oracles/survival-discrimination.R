# Writes packages/survival/test/fixtures/discrimination.json: time-dependent AUC and Brier scores by R's riskRegression
# (Debian: r-cran-riskregression) of Cox models, with Kaplan–Meier weights for the censoring, and calibration by survival.
# Run from the repository's root: Rscript scripts/oracles/survival-discrimination.R
source("scripts/oracles/survival-cohorts.R")
suppressPackageStartupMessages(library(riskRegression))

cohorts <- survival_cohorts()

case <- function(cohort, covariates, times) {
  data <- as.data.frame(cohorts[[cohort]])
  formula <- as.formula(sprintf("Surv(time, event) ~ %s", paste(covariates, collapse = " + ")))
  fit <- coxph(formula, data = data, x = TRUE, y = TRUE, control = coxph.control(eps = 1e-11, toler.chol = 1e-12))
  curves <- summary(survfit(fit, newdata = data), times = times)$surv
  score <- Score(
    list(model = 1 - t(matrix(curves, nrow = length(times)))),
    formula = Surv(time, event) ~ 1, data = data, times = times, cens.model = "km", se.fit = FALSE, conf.int = FALSE
  )
  brier <- as.data.frame(score$Brier$score)
  list(
    cohort = cohort, covariates = I(covariates), times = I(times), auc = I(as.data.frame(score$AUC$score)$AUC),
    brier = I(brier$Brier[brier$model == "model"]), kaplanMeier = I(brier$Brier[brier$model == "Null model"])
  )
}

# Predictions of a formula that the tests compute again: exp(-rate * at * exp(slope * covariate)).
calibration <- function(cohort, covariate, slope, rate, at, groups, weights = NULL) {
  data <- as.data.frame(cohorts[[cohort]])
  data$w <- if (is.null(weights)) 1 else data[[weights]]
  data$predicted <- exp(-rate * at * exp(slope * data[[covariate]]))
  data$x <- log(-log(data$predicted))
  rank <- rank(data$predicted, ties.method = "min") - 1
  of <- function(rows) {
    curve <- summary(survfit(Surv(time, event) ~ 1, data = rows, weights = rows$w, conf.type = "log-log", robust = FALSE), times = at)
    c(nrow(rows), weighted.mean(rows$predicted, rows$w), curve$surv, curve$std.err, curve$lower, curve$upper)
  }
  parts <- split(data, floor(rank * groups / nrow(data)))
  fit <- coxph(Surv(time, event) ~ x, data = data, weights = w, robust = FALSE, control = coxph.control(eps = 1e-11, toler.chol = 1e-12))
  list(
    cohort = cohort, covariate = covariate, slope = slope, rate = rate, at = at, groups = groups, weights = weights,
    overall = I(of(data)), parts = lapply(unname(parts), function(part) I(of(part))),
    fitted = I(c(unname(coef(fit)), sqrt(drop(vcov(fit)))))
  )
}

calibrations <- list(
  calibration("lung", "ph.ecog", 0.4, 0.0015, 365, 3, weights = "weights"),
  calibration("veteran", "karno", -0.03, 0.03, 90, 4),
  calibration("rotterdam", "age", 0.02, 0.00005, 1800, 10)
)

cases <- list(
  case("lung", c("age", "sex", "ph.ecog"), c(100.5, 250.5, 400.5, 700.5)),
  case("veteran", c("karno", "trt"), c(30.5, 100.5, 300.5)),
  case("rotterdam", c("age", "nodes", "pgr", "meno"), c(500.5, 1000.5, 2000.5, 4000.5)),
  case("rossi", c("fin", "age", "prio"), c(10.5, 30.5, 51.5))
)
versions <- sprintf("riskRegression %s", packageVersion("riskRegression"))
write_oracle(list(riskRegression = versions, cases = cases, calibrations = calibrations), "packages/survival/test/fixtures/discrimination.json")
