# Writes packages/survival/test/fixtures/distributions.json: normal and χ² tails by R.
# Run from the repository's root: Rscript scripts/oracles/survival-distributions.R
z <- c(0, 1e-8, 0.01, 0.5, 0.99, 1, 1.4142, 1.5, 1.96, 3, 5, 8, 12, 20, 37)
p <- c(1e-300, 1e-20, 1e-6, 0.001, 0.025, 0.05, 0.3, 0.4999, 0.5, 0.6, 0.975, 0.995, 1 - 1e-9)
chi <- expand.grid(x = c(1e-10, 0.001, 0.3, 1, 3.84, 10, 33.27, 100, 700), df = c(1, 2, 3, 7, 20, 150, 1000))
list_of <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
writeLines(
  sprintf(
    '{"oracle": "R %s.%s", "z": %s, "twoSided": %s, "p": %s, "quantile": %s, "x": %s, "df": %s, "upper": %s}',
    R.version$major, R.version$minor, list_of(z), list_of(2 * pnorm(-z)), list_of(p), list_of(qnorm(p)),
    list_of(chi$x), list_of(chi$df), list_of(pchisq(chi$x, chi$df, lower.tail = FALSE))
  ),
  "packages/survival/test/fixtures/distributions.json"
)
