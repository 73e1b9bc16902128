# Writes packages/survival/test/fixtures/discrimination.json: time-dependent AUC and Brier scores by R's riskRegression
# (Debian: r-cran-riskregression) of Cox models by survival, with Kaplan–Meier weights for the censoring.
# Run from the repository's root: Rscript scripts/oracles/survival-discrimination.R
source("scripts/oracles/survival-cohorts.R")
suppressPackageStartupMessages(library(riskRegression))

cohorts <- survival_cohorts()

case <- function(cohort, covariates, times) {
  data <- as.data.frame(cohorts[[cohort]])
  formula <- as.formula(sprintf("Surv(time, event) ~ %s", paste(covariates, collapse = " + ")))
  fit <- coxph(formula, data = data, x = TRUE, y = TRUE, control = coxph.control(eps = 1e-11, toler.chol = 1e-12))
  # Half a day apart from the event times: riskRegression counts rows that are censored at the time as survivors.
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

cases <- list(
  case("lung", c("age", "sex", "ph.ecog"), c(100.5, 250.5, 400.5, 700.5)),
  case("veteran", c("karno", "trt"), c(30.5, 100.5, 300.5)),
  case("rotterdam", c("age", "nodes", "pgr", "meno"), c(500.5, 1000.5, 2000.5, 4000.5)),
  case("rossi", c("fin", "age", "prio"), c(10.5, 30.5, 51.5))
)
versions <- sprintf("riskRegression %s", packageVersion("riskRegression"))
write_oracle(list(riskRegression = versions, cases = cases), "packages/survival/test/fixtures/discrimination.json")
