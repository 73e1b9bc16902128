# Writes packages/survival/test/fixtures/concordance.json: concordance by R's package survival.
# Run from the repository's root: Rscript scripts/oracles/survival-concordance.R
source("scripts/oracles/survival-cohorts.R")

cohorts <- survival_cohorts()

# Counts of all strata together; R has them by stratum if there are few.
total <- function(count) unname(if (is.matrix(count)) colSums(count) else count)

case <- function(cohort, risk, sign = 1, strata = NULL, weights = NULL, entry = NULL, cluster = NULL, tau = NULL,
                 uno = FALSE) {
  data <- cohorts[[cohort]]
  y <- if (is.null(entry)) Surv(data$time, data$event) else Surv(data[[entry]], data$time, data$event)
  arguments <- list(y, sign * data[[risk]], reverse = TRUE, timewt = if (uno) "n/G2" else "n")
  if (!is.null(strata)) arguments$strata <- data[[strata]]
  if (!is.null(weights)) arguments$weights <- data[[weights]]
  if (!is.null(cluster)) arguments$cluster <- data[[cluster]]
  if (!is.null(tau)) arguments$ymax <- tau
  found <- do.call(concordancefit, arguments)
  list(
    cohort = cohort, risk = risk, sign = sign, strata = strata, weights = weights, entry = entry, cluster = cluster,
    tau = tau, uno = uno, c = unname(found$concordance), standardError = sqrt(found$var), counts = I(total(found$count))
  )
}

# Two models on the same rows.
comparison <- function(cohort, first, second, strata = NULL) {
  data <- as.data.frame(cohorts[[cohort]])
  stratum <- if (is.null(strata)) "" else sprintf(" + strata(%s)", strata)
  fits <- lapply(list(first, second), function(covariates) {
    formula <- sprintf("Surv(time, event) ~ %s%s", paste(covariates, collapse = " + "), stratum)
    coxph(as.formula(formula), data = data, x = TRUE, model = TRUE, control = coxph.control(eps = 1e-11, toler.chol = 1e-12))
  })
  found <- concordance(fits[[1]], fits[[2]])
  contrast <- c(1, -1)
  list(
    cohort = cohort, first = I(first), second = I(second), strata = strata, c = I(unname(found$concordance)),
    difference = sum(contrast * found$concordance),
    standardError = sqrt(drop(contrast %*% found$var %*% contrast))
  )
}

cases <- list(
  case("lung", "age"),
  case("lung", "ph.ecog", weights = "weights"),
  case("lung", "ph.ecog", strata = "sex", weights = "weights", uno = TRUE),
  case("lung", "age", strata = "inst"),
  case("lung", "wt.loss", cluster = "inst"),
  case("lung", "age", uno = TRUE),
  case("lung", "ph.ecog", uno = TRUE, weights = "weights", tau = 500),
  case("lung", "age", tau = 300),
  case("veteran", "karno", sign = -1, strata = "celltype"),
  case("veteran", "karno", sign = -1, uno = TRUE, tau = 250),
  case("ovarian", "age"),
  case("ovarian", "age", uno = TRUE),
  case("colon", "nodes", strata = "etype", cluster = "id"),
  case("colon", "nodes", uno = TRUE, tau = 2000),
  case("rotterdam", "nodes"),
  case("rotterdam", "nodes", strata = "size", weights = "weights", entry = "entry"),
  case("rotterdam", "pgr", sign = -1, uno = TRUE),
  case("heart", "age", entry = "entry", cluster = "id"),
  case("heart", "year", sign = -1, entry = "entry"),
  case("rossi", "prio"),
  case("rossi", "prio", strata = "race", uno = TRUE)
)
comparisons <- list(
  comparison("lung", c("age", "sex", "ph.ecog"), c("age", "wt.loss")),
  comparison("veteran", c("karno", "age"), c("trt", "diagtime"), strata = "celltype"),
  comparison("rotterdam", c("age", "nodes", "pgr"), c("age", "nodes"))
)
write_oracle(list(cases = cases, comparisons = comparisons), "packages/survival/test/fixtures/concordance.json")
