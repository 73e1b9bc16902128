# Writes packages/survival/test/fixtures/path.json: penalised Cox models by R's package glmnet.
# Run from the repository's root: Rscript scripts/oracles/survival-path.R
source("scripts/oracles/survival-cohorts.R")
suppressPackageStartupMessages(library(glmnet))
# No early end of the path.
glmnet.control(epsnr = 1e-12, mxitnr = 100, fdev = 0, devmax = 1)
cohorts <- survival_cohorts()

set.seed(7)
wide <- matrix(round(rnorm(60 * 100), 3), 60)
wide_hazard <- exp(drop(wide[, 1:3] %*% c(1, -1, 0.7)))
wide_time <- round(rexp(60, wide_hazard) * 100 + 1)
wide_censor <- round(rexp(60) * 150 + 1)
colnames(wide) <- paste0("x", 1:100)
cohorts$wide <- c(
  list(time = pmin(wide_time, wide_censor), event = as.numeric(wide_time <= wide_censor)),
  as.list(as.data.frame(wide))
)

# glmnet stops where its objective hardly changes, three or four digits into the coefficients. From there Newton's steps
# with the score and the information that survival gives bring them to all digits; at the end every coefficient fulfils
# the conditions of the optimum, which is unique.
polish <- function(beta, x, y, weights, strata, lasso, ridge) {
  terms <- if (is.null(strata)) y ~ x[, at] else y ~ x[, at] + strata(strata)
  fit <- function(at) {
    environment(terms) <- environment()
    # Without a step it warns that it has not converged.
    suppressWarnings(coxph(terms, init = beta[at], weights = weights, ties = "breslow", robust = FALSE,
                           control = coxph.control(iter.max = 0)))
  }
  score <- function(at) colSums(matrix(resid(fit(at), "score"), ncol = sum(at)) * weights)
  begin <- beta
  signs <- sign(beta)
  penalised <- lasso > 0
  for (round in 1:100) {
    kept <- signs != 0 | !penalised
    while (any(kept)) {
      target <- score(kept) - ridge[kept] * beta[kept] - lasso[kept] * signs[kept]
      change <- solve(solve(fit(kept)$var) + diag(ridge[kept], sum(kept)), target)
      beta[kept] <- beta[kept] + change
      wrong <- penalised & kept & sign(beta) != signs
      beta[wrong] <- 0
      signs[wrong] <- 0
      kept <- signs != 0 | !penalised
      if (!any(wrong) && sum(change * target) < 1e-20 * length(weights)) break
    }
    slopes <- score(rep(TRUE, length(beta)))
    missing <- penalised & signs == 0 & abs(slopes) > lasso * (1 + 1e-9)
    if (!any(missing)) break
    signs[missing] <- sign(slopes[missing])
  }
  stopifnot(round < 100, abs(beta - begin) * apply(x, 2, sd) < 0.01)
  # The largest strength, at which the first is about to come in, has rounding.
  beta[penalised & abs(beta) * apply(x, 2, sd) < 1e-9] <- 0
  beta
}

columns <- function(matrix) unname(lapply(seq_len(ncol(matrix)), function(j) I(unname(matrix[, j]))))
response <- function(data, strata, entry) {
  # glmnet adds 2e-14 to the times of censored rows, so that they outlive events at the same time: lost on times above
  # 100. Only the order matters, and a power of two changes no digit.
  time <- data$time / 2^14
  y <- if (is.null(entry)) Surv(time, data$event) else Surv(data[[entry]] / 2^14, time, data$event)
  if (is.null(strata)) y else stratifySurv(y, as.numeric(factor(data[[strata]])))
}

# The Cox model with lifelines' penalizer: standard deviations with n - 1, penalty x n.
penalised_case <- function(cohort, covariates, penalizer, l1Ratio) {
  data <- as.data.frame(cohorts[[cohort]])
  x <- as.matrix(data[covariates])
  deviations <- apply(x, 2, sd)
  y <- response(data, NULL, NULL)
  fit <- glmnet(scale(x, TRUE, deviations), y, family = "cox", alpha = l1Ratio, lambda = c(2, 1.4, 1) * penalizer,
                standardize = FALSE, thresh = 1e-14, maxit = 1e7)
  strength <- penalizer * nrow(x)
  beta <- polish(as.matrix(fit$beta)[, 3] / deviations, x, y, rep(1, nrow(x)), NULL, strength * l1Ratio * deviations,
                 strength * (1 - l1Ratio) * deviations^2)
  kept <- beta != 0
  result <- list(cohort = cohort, covariates = I(covariates), penalizer = penalizer, l1Ratio = l1Ratio,
                 coefficients = I(unname(beta)))
  if (l1Ratio == 1) {
    at <- coxph(y ~ x[, kept], init = beta[kept], ties = "breslow", control = coxph.control(iter.max = 0))
    result$standardErrors <- I(unname(ifelse(kept, replace(beta, kept, sqrt(diag(at$var))), 0)))
    result$logLikelihood <- at$loglik[2]
  }
  result
}

path_case <- function(cohort, covariates, alpha = 1, strata = NULL, weights = NULL, entry = NULL, standardize = TRUE,
                      penalty.factor = NULL, lambda = NULL, nlambda = 20, folds = NULL) {
  data <- as.data.frame(cohorts[[cohort]])
  x <- as.matrix(data[covariates])
  y <- response(data, strata, entry)
  w <- if (is.null(weights)) rep(1, nrow(x)) else data[[weights]]
  factors <- if (is.null(penalty.factor)) rep(1, ncol(x)) else penalty.factor * ncol(x) / sum(penalty.factor)
  arguments <- list(family = "cox", alpha = alpha, standardize = standardize, penalty.factor = factors, thresh = 1e-13,
                    maxit = 1e7)
  run <- function(rows, ...) {
    do.call(glmnet, c(arguments, list(x = x[rows, ], y = y[rows, ], weights = w[rows]), list(...)))
  }
  deviance <- function(rows, beta) {
    sapply(seq_len(ncol(beta)), function(k) {
      coxnet.deviance(x = x[rows, ], y = y[rows, ], weights = w[rows], beta = beta[, k], std.weights = FALSE)
    })
  }
  all <- rep(TRUE, nrow(x))
  lambdas <- if (is.null(lambda)) run(all, nlambda = nlambda)$lambda else lambda
  exactly <- function(rows) {
    beta <- as.matrix(run(rows, lambda = lambdas)$beta)
    part <- w[rows]
    variance <- function(v) weighted.mean((v - weighted.mean(v, part))^2, part)
    deviations <- if (standardize) sqrt(apply(x[rows, ], 2, variance)) else 1
    sapply(seq_along(lambdas), function(k) {
      strength <- lambdas[k] * sum(part) * factors
      polish(beta[, k], x[rows, ], y[rows, ], part, if (is.null(strata)) NULL else data[[strata]][rows],
             strength * alpha * deviations, strength * (1 - alpha) * deviations^2)
    })
  }
  beta <- exactly(all)
  result <- list(
    cohort = cohort, covariates = I(covariates), l1Ratio = alpha, strata = strata, weights = weights, entry = entry,
    standardize = standardize, penaltyFactors = if (is.null(penalty.factor)) NULL else I(penalty.factor),
    ownLambdas = is.null(lambda), lambdas = I(lambdas), coefficients = columns(beta),
    devianceRatio = I(1 - deviance(all, beta) / deviance(all, matrix(0, ncol(x), 1)))
  )
  if (is.null(folds)) return(result)

  # As cv.glmnet(grouped = TRUE), but with polished coefficients and with the weights as they are: cv.glmnet scales those
  # of the whole cohort and of its parts differently before it subtracts one deviance from the other.
  foldid <- (rep_len(c(0, 2, 1, 4, 3, 1, 0), nrow(x)) %% folds) + 1
  of_folds <- lapply(seq_len(folds), function(fold) {
    beta <- exactly(foldid != fold)
    held_out <- foldid == fold
    list(
      deviance = deviance(all, beta) - deviance(!held_out, beta),
      concordance = sapply(seq_along(lambdas), function(k) {
        risk <- drop(x[held_out, ] %*% beta[, k])
        parts <- y[held_out, ]
        terms <- if (is.null(strata)) parts ~ risk else parts ~ risk + strata(data[[strata]][held_out])
        concordance(terms, weights = w[held_out], reverse = TRUE)$concordance
      })
    )
  })
  choice <- function(raw, by, name) {
    mean <- apply(raw, 2, weighted.mean, w = by)
    error <- sqrt(apply(scale(raw, mean, FALSE)^2, 2, weighted.mean, w = by) / (folds - 1))
    chosen <- glmnet:::getOptcv.glmnet(lambdas, mean, error, name)
    list(mean = I(mean), standardError = I(error), lambdaMin = chosen$lambda.min, lambda1se = chosen$lambda.1se)
  }
  events <- as.vector(tapply(w * data$event, foldid, sum))
  result$folds <- I(foldid)
  result$cv <- choice(t(sapply(of_folds, `[[`, "deviance")) / events, events, "deviance")
  result$cvConcordance <- choice(t(sapply(of_folds, `[[`, "concordance")), as.vector(tapply(w, foldid, sum)), "C-index")
  if (is.null(weights)) {
    own <- do.call(cv.glmnet, c(arguments, list(x = x, y = y, weights = w, lambda = lambdas, foldid = foldid)))
    stopifnot(abs(own$cvm / result$cv$mean - 1) < 1e-3, own$lambda.min == result$cv$lambdaMin)
  }
  result
}

lung <- c("age", "sex", "ph.ecog", "wt.loss")
rossi <- c("fin", "age", "race", "wexp", "mar", "paro", "prio")
rotterdam <- c("age", "meno", "nodes", "pgr", "er", "hormon")
veteran <- c("trt", "karno", "diagtime", "age", "prior")
heart <- c("age", "year", "surgery", "transplant")
genes <- paste0("x", 1:100)
penalised <- list(
  penalised_case("rossi", rossi, 0.02, 1), penalised_case("rossi", rossi, 0.05, 0.5),
  penalised_case("lung", lung, 0.1, 1), penalised_case("rotterdam", rotterdam, 0.03, 1),
  penalised_case("rotterdam", rotterdam, 0.2, 0.3), penalised_case("wide", genes, 0.15, 1)
)
paths <- list(
  path_case("lung", lung, folds = 5), path_case("lung", lung, alpha = 0.3, standardize = FALSE),
  path_case("lung", lung, weights = "weights", folds = 5), path_case("lung", lung, alpha = 0, nlambda = 10),
  path_case("rossi", rossi, alpha = 0.5, folds = 4),
  path_case("rossi", rossi, penalty.factor = c(0, 1, 2, 1, 1, 0.5, 1)),
  path_case("rotterdam", rotterdam, weights = "weights"),
  path_case("veteran", veteran, strata = "celltype", folds = 5),
  path_case("rotterdam", rotterdam, strata = "size", weights = "weights", entry = "entry", nlambda = 10),
  path_case("heart", heart, entry = "entry", alpha = 0.7, folds = 4),
  path_case("wide", genes, lambda = 0.35 * 0.88^(0:15), folds = 5), path_case("wide", genes, alpha = 0.2, lambda = 1.5 * 0.85^(0:15))
)
versions <- sprintf("glmnet %s", packageVersion("glmnet"))
write_oracle(list(
  glmnet = versions, wide = lapply(cohorts$wide, I), penalised = penalised, paths = paths
), "packages/survival/test/fixtures/path.json")
