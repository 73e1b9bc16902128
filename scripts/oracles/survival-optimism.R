# Writes packages/survival/test/fixtures/optimism.json: Harrell's optimism-corrected concordance of Cox models by R's
# survival, on the resamples that survival-resamples.ts writes. The steps are those of rms::validate(method = "boot").
# Run from the repository's root: Rscript scripts/oracles/survival-optimism.R
source("scripts/oracles/survival-cohorts.R")
cohorts <- survival_cohorts()
resamples <- fromJSON("packages/survival/test/fixtures/resamples.json", simplifyVector = FALSE)$cases

covariates <- list(
  lung = c("age", "sex", "ph.ecog", "wt.loss"), rossi = c("fin", "age", "race", "wexp", "mar", "paro", "prio"),
  heart = c("age", "year", "surgery")
)
control <- coxph.control(eps = 1e-12, iter.max = 50)

validated <- function(resample) {
  data <- as.data.frame(cohorts[[resample$cohort]])
  terms <- covariates[[resample$cohort]]
  formula <- reformulate(terms, response = quote(Surv(time, event)))
  fit <- function(rows) coxph(formula, data = data[rows, ], control = control)
  risk <- function(model, rows) as.vector(as.matrix(data[rows, terms]) %*% coef(model))
  c_index <- function(risk, rows) {
    unname(concordance(Surv(data$time[rows], data$event[rows]) ~ risk, reverse = TRUE)$concordance)
  }
  all <- seq_len(nrow(data))
  apparent <- c_index(risk(fit(all), all), all)
  sums <- numeric(nrow(data))
  counts <- numeric(nrow(data))
  training <- original <- NULL
  for (rows in lapply(resample$rows, unlist)) {
    model <- fit(rows)
    training <- c(training, c_index(risk(model, rows), rows))
    original <- c(original, c_index(risk(model, all), all))
    out <- setdiff(all, rows)
    sums[out] <- sums[out] + risk(model, out)
    counts[out] <- counts[out] + 1
  }
  optimism <- training - original
  list(
    cohort = resample$cohort, covariates = I(terms), seed = resample$seed, stratify = resample$stratify,
    cluster = resample$cluster, apparent = apparent, optimism = mean(optimism), corrected = apparent - mean(optimism),
    interval = I(unname(quantile(apparent - optimism, c(0.025, 0.975)))), standardDeviation = sd(optimism),
    training = I(training), original = I(original), outOfBagRisk = I(sums / counts), outOfBagCount = I(counts)
  )
}
write_oracle(list(cases = lapply(resamples, validated)), "packages/survival/test/fixtures/optimism.json")
