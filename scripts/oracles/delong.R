# Writes packages/metrics/test/fixtures/delong.json: DeLong's variance, interval and test by R's package pROC.
# Run from the repository's root: Rscript scripts/oracles/delong.R
suppressPackageStartupMessages(library(pROC))

list_of <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
case <- function(name, y, first, second) {
  curves <- lapply(list(first, second), function(s) roc(y, s, levels = c(0, 1), direction = "<", quiet = TRUE))
  test <- roc.test(curves[[1]], curves[[2]], method = "delong", paired = TRUE)
  interval <- ci.auc(curves[[1]], method = "delong")
  ninety <- ci.auc(curves[[1]], method = "delong", conf.level = 0.9)
  sprintf(
    paste0(
      '{"name": "%s", "y": %s, "first": %s, "second": %s, "areas": %s, "variance": %.17g, "interval": %s, ',
      '"ninety": %s, "z": %.17g, "pValue": %.17g}'
    ),
    name, list_of(y), list_of(first), list_of(second), list_of(sapply(curves, auc)), var(curves[[1]], method = "delong"),
    list_of(interval[c(1, 3)]), list_of(ninety[c(1, 3)]), test$statistic, test$p.value
  )
}

set.seed(1127)
y <- rep(c(0, 1), c(40, 20))
rare <- rep(c(0, 1), c(117, 3))
far <- rep(c(0, 1), c(150, 150))
strong <- function(y, by, digits) round(rnorm(length(y)) + by * y, digits)
cases <- c(
  case("common", y, strong(y, 1.2, 6), strong(y, 0.4, 6)),
  case("ties", y, strong(y, 1.2, 0), strong(y, 0.8, 0)),
  case("rare", rare, strong(rare, 1.0, 3), strong(rare, 0.2, 1)),
  case("far apart", far, strong(far, 2.5, 4), strong(far, -0.5, 4))
)
oracle <- sprintf("pROC %s, R %s.%s", packageVersion("pROC"), R.version$major, R.version$minor)
writeLines(
  sprintf('{"oracle": "%s", "cases": [\n%s\n]}', oracle, paste(cases, collapse = ",\n")),
  "packages/metrics/test/fixtures/delong.json"
)
