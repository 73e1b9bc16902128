# Writes packages/survival/test/fixtures/nonparametric.json: survival curves, cumulative hazards, log-rank tests and
# restricted means by R's package survival. Run from the repository's root, after survival-cox.R:
# Rscript scripts/oracles/survival-nonparametric.R
source("scripts/oracles/survival-cohorts.R")

cohorts <- survival_cohorts()
columns <- function(...) lapply(list(...), function(values) I(unname(values)))
response <- function(entry) if (is.null(entry)) "Surv(time, event)" else sprintf("Surv(%s, time, event)", entry)

# Curves of one cohort. Of long tables only every 15th row is written.
curve_case <- function(cohort, group = NULL, weights = NULL, entry = NULL, confidence = "log-log", level = 0.95) {
  data <- as.data.frame(cohorts[[cohort]])
  data$one <- 1
  by <- if (is.null(group)) "one" else group
  formula <- as.formula(paste(response(entry), "~", by))
  # Robust variances are R's default for weights that are not whole; ours are Greenwood's.
  fit <- function(...) {
    arguments <- list(formula, data = data, conf.int = level, robust = FALSE, ...)
    if (!is.null(weights)) arguments$weights <- data[[weights]]
    do.call(survfit, arguments)
  }
  km <- fit(conf.type = confidence)
  hazards <- lapply(c("nelson-aalen" = 1, "fleming-harrington" = 2), function(ctype) {
    list(log = fit(stype = 2, ctype = ctype, conf.type = "log-log"), plain = fit(stype = 2, ctype = ctype, conf.type = "log"))
  })
  values <- sort(unique(data[[by]]))
  probabilities <- c(0.1, 0.25, 0.5, 0.7)
  last <- tapply(data$time, data[[by]], max)
  taus <- c(unname(median(data$time)), min(last))
  curve <- function(number) {
    of <- function(fit) if (length(values) == 1) fit else fit[number]
    one <- of(km)
    rows <- seq_along(one$time)
    if (length(rows) > 250) rows <- rows[seq(1, length(rows), 15)]
    # R looks limits up by size, not by time; where they are not monotone (delayed entry) that is another answer than the
    # first time at which they get there, which R's print takes.
    falling <- one
    falling$lower <- cummin(ifelse(one$surv == 1, 1, one$lower))
    falling$upper <- cummin(ifelse(one$surv == 1, 1, one$upper))
    quantiles <- quantile(falling, probabilities)
    times <- c(0, quantile(data$time, c(0.1, 0.33, 0.6), names = FALSE), max(one$time))
    at <- summary(one, times = times, extend = TRUE)
    list(
      group = if (is.null(group)) NULL else values[number], rows = one$n, place = I(rows - 1), length = length(one$time),
      table = columns(
        time = one$time[rows], atRisk = one$n.risk[rows], events = one$n.event[rows], censored = one$n.censor[rows],
        survival = one$surv[rows], standardError = (one$surv * one$std.err)[rows], lower = one$lower[rows],
        upper = one$upper[rows], cumulativeHazard = one$cumhaz[rows]
      ),
      hazards = lapply(hazards, function(pair) {
        log <- of(pair$log)
        plain <- of(pair$plain)
        columns(
          cumulativeHazard = log$cumhaz[rows], variance = log$std.chaz[rows]^2, logLower = -log(log$upper[rows]),
          logUpper = -log(log$lower[rows]), plainLower = -log(plain$upper[rows]), plainUpper = -log(plain$lower[rows])
        )
      }),
      quantiles = columns(time = quantiles$quantile, lower = quantiles$lower, upper = quantiles$upper),
      at = columns(
        time = times, survival = at$surv, standardError = at$std.err, lower = at$lower, upper = at$upper,
        atRisk = at$n.risk, events = cumsum(at$n.event), censored = cumsum(at$n.censor)
      ),
      means = lapply(taus, function(tau) unname(summary(one, rmean = tau)$table[c("rmean", "se(rmean)")]))
    )
  }
  list(
    cohort = cohort, group = group, weights = weights, entry = entry, confidence = confidence, level = level,
    probabilities = probabilities, taus = taus, curves = lapply(seq_along(values), curve)
  )
}

# Fleming and Harrington's G-rho tests.
survdiff_case <- function(cohort, group, strata = NULL, rho = 0, copies = NULL) {
  data <- as.data.frame(cohorts[[cohort]])
  if (!is.null(copies)) data <- data[rep(seq_len(nrow(data)), rep_len(copies, nrow(data))), ]
  terms <- c(group, if (!is.null(strata)) sprintf("strata(%s)", strata))
  test <- survdiff(as.formula(paste("Surv(time, event) ~", paste(terms, collapse = " + "))), data = data, rho = rho)
  list(
    cohort = cohort, group = group, strata = strata, rho = rho, copies = if (is.null(copies)) NULL else I(copies),
    values = I(sort(unique(data[[group]]))), statistic = test$chisq, pValue = test$pvalue,
    observed = I(rowSums(as.matrix(test$obs))), expected = I(rowSums(as.matrix(test$exp))), variance = I(unname(diag(test$var)))
  )
}

# survdiff takes no entry times, but the score test of Cox's model with exact ties is the log-rank test.
score_case <- function(cohort, group, strata = NULL, entry) {
  data <- as.data.frame(cohorts[[cohort]])
  terms <- c(sprintf("factor(%s)", group), if (!is.null(strata)) sprintf("strata(%s)", strata))
  fit <- coxph(as.formula(paste(response(entry), "~", paste(terms, collapse = " + "))), data = data, ties = "exact")
  list(cohort = cohort, group = group, strata = strata, entry = entry, statistic = fit$score)
}

# The other weightings, from their definition (SAS/STAT User's Guide, PROC LIFETEST, table of weight functions): for each
# stratum and event time, a table of the groups.
weighted_case <- function(cohort, group, strata = NULL, entry = NULL) {
  data <- as.data.frame(cohorts[[cohort]])
  values <- sort(unique(data[[group]]))
  start <- if (is.null(entry)) rep(-1, nrow(data)) else data[[entry]]
  stratum <- if (is.null(strata)) rep(1, nrow(data)) else data[[strata]]
  weightings <- list(
    "log-rank" = function(n, d) rep(1, length(n)),
    "wilcoxon" = function(n, d) n,
    "tarone-ware" = function(n, d) sqrt(n),
    "peto" = function(n, d) cumprod(1 - d / (n + 1)),
    "fleming-harrington-0-1" = function(n, d) 1 - c(1, cumprod(1 - d / n)[-length(n)]),
    "fleming-harrington-0.5-2" = function(n, d) {
      survival <- c(1, cumprod(1 - d / n)[-length(n)])
      sqrt(survival) * (1 - survival)^2
    }
  )
  tests <- lapply(weightings, function(weighting) {
    score <- 0
    covariance <- 0
    for (here in split(seq_len(nrow(data)), stratum)) {
      times <- sort(unique(data$time[here][data$event[here] == 1]))
      risk <- t(sapply(times, function(t) sapply(values, function(v) sum(start[here] < t & data$time[here] >= t & data[[group]][here] == v))))
      died <- t(sapply(times, function(t) sapply(values, function(v) sum(data$time[here] == t & data$event[here] == 1 & data[[group]][here] == v))))
      n <- rowSums(risk)
      d <- rowSums(died)
      w <- weighting(n, d)
      for (i in seq_along(times)) {
        share <- risk[i, ] / n[i]
        score <- score + w[i] * (died[i, ] - d[i] * share)
        spread <- if (n[i] > 1) d[i] * (n[i] - d[i]) / (n[i] - 1) else 0
        covariance <- covariance + w[i]^2 * spread * (diag(share) - outer(share, share))
      }
    }
    drop(score[-1] %*% solve(covariance[-1, -1, drop = FALSE], score[-1]))
  })
  list(cohort = cohort, group = group, strata = strata, entry = entry, tests = tests)
}

# survRM2's example: the randomised patients of the Mayo Clinic's PBC trial, in years; 1 is D-penicillamine.
pbc <- subset(survival::pbc, !is.na(trt))
mass <- if (requireNamespace("MASS", quietly = TRUE)) MASS::gehan else stop("needs MASS")

write_oracle(
  list(
    curves = list(
      curve_case("lung"),
      curve_case("lung", "sex", confidence = "log"),
      curve_case("lung", "sex", weights = "weights", confidence = "plain", level = 0.9),
      curve_case("veteran", "celltype"),
      curve_case("ovarian", "rx", confidence = "plain"),
      curve_case("colon", "etype", level = 0.99),
      curve_case("rotterdam", "size"),
      curve_case("rotterdam", "hormon", weights = "weights", entry = "entry", confidence = "log"),
      curve_case("heart", "transplant", entry = "entry"),
      curve_case("heart", "surgery", entry = "entry", confidence = "plain")
    ),
    survdiff = list(
      survdiff_case("lung", "sex"),
      survdiff_case("lung", "sex", rho = 1),
      survdiff_case("lung", "ph.ecog", strata = "sex", rho = 0.5),
      survdiff_case("lung", "sex", copies = c(1, 3, 0, 2)),
      survdiff_case("veteran", "celltype"),
      survdiff_case("veteran", "celltype", strata = "trt", rho = 1),
      survdiff_case("ovarian", "rx", strata = "ecog.ps"),
      survdiff_case("colon", "lev5fu", strata = "etype"),
      survdiff_case("rotterdam", "size"),
      survdiff_case("rotterdam", "size", strata = "hormon", rho = 1)
    ),
    score = list(
      score_case("heart", "transplant", entry = "entry"),
      score_case("heart", "transplant", strata = "surgery", entry = "entry")
    ),
    weighted = list(
      weighted_case("lung", "sex"),
      weighted_case("veteran", "celltype", strata = "trt"),
      weighted_case("heart", "transplant", strata = "surgery", entry = "entry"),
      weighted_case("rotterdam", "size", strata = "hormon", entry = "entry")
    ),
    pbc = columns(time = pbc$time / 365.25, event = as.numeric(pbc$status == 2), arm = 2 - pbc$trt),
    gehan = columns(time = mass$time, event = mass$cens, treat = as.character(mass$treat))
  ),
  "packages/survival/test/fixtures/nonparametric.json"
)
