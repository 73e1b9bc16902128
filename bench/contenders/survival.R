# A figure of R's package survival on a random cohort, as a contender of bench/: see contenders/serve.ts, with which it
# speaks. Started by bench/main.ts with the figure's name, the rows and the number of covariates.
suppressPackageStartupMessages(library(survival))

job <- commandArgs(trailingOnly = TRUE)
rows <- as.integer(job[2])
set.seed(1)
x <- matrix(rnorm(rows * max(as.integer(job[3]), 1)), rows)
failure <- rexp(rows) * exp(-x[, 1])
censoring <- rexp(rows)
observed <- pmin(failure, censoring)
# Whole days, so that the model has ties to treat; the concordance is that of distinct times.
y <- Surv(if (job[1] == "coxPH") ceiling(1000 * observed) else observed, failure <= censoring)

# coxph computes the concordance of its fit; model, x and y are not kept.
steps <- list(
  coxPH = function() coxph(y ~ x, ties = "efron", model = FALSE, x = FALSE, y = FALSE),
  concordance = function() concordancefit(y, x[, 1], reverse = TRUE)
)
step <- steps[[job[1]]]

say <- function(line) {
  cat(line, "\n", sep = "")
  flush(stdout())
}

peak_megabytes <- function() {
  if (!file.exists("/proc/self/status")) return(sum(gc()[, 6]))
  line <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}

say(sprintf('{"version": "R %s.%s, survival %s"}', R.version$major, R.version$minor, packageVersion("survival")))
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  times <- replicate(as.integer(line), {
    start <- proc.time()[["elapsed"]]
    step()
    1000 * (proc.time()[["elapsed"]] - start)
  })
  say(sprintf('{"times": [%s], "peakMegabytes": %.1f}', paste(times, collapse = ", "), peak_megabytes()))
}
