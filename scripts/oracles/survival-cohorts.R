# Cohorts of R's survival, carData (Rossi) and simulation on which the oracles of @kium/survival compute. Sourced by the
# other scripts survival-*.R. Each is a list of columns of equal length, without missing values.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

survival_cohorts <- function() {
  complete <- function(data, columns) as.list(na.omit(as.data.frame(data)[, columns]))
  set.seed(2023)
  cohorts <- list()

  lung <- complete(survival::lung, c("inst", "time", "status", "age", "sex", "ph.ecog", "wt.loss"))
  lung$event <- lung$status - 1
  lung$weights <- round(runif(length(lung$time), 0.2, 3), 2)
  cohorts$lung <- lung[c("time", "event", "age", "sex", "ph.ecog", "wt.loss", "inst", "weights")]

  veteran <- as.list(survival::veteran)
  veteran$event <- veteran$status
  veteran$celltype <- as.character(veteran$celltype)
  cohorts$veteran <- veteran[c("time", "event", "trt", "karno", "diagtime", "age", "prior", "celltype")]

  ovarian <- as.list(survival::ovarian)
  cohorts$ovarian <- list(
    time = ovarian$futime, event = ovarian$fustat, age = ovarian$age, resid.ds = ovarian$resid.ds, rx = ovarian$rx,
    ecog.ps = ovarian$ecog.ps
  )

  colon <- complete(survival::colon, c("id", "rx", "age", "sex", "nodes", "time", "status", "etype"))
  cohorts$colon <- list(
    time = colon$time, event = colon$status, lev = as.numeric(colon$rx == "Lev"),
    lev5fu = as.numeric(colon$rx == "Lev+5FU"), age = colon$age, sex = colon$sex, nodes = colon$nodes,
    etype = colon$etype, id = colon$id
  )

  rotterdam <- as.list(survival::rotterdam)
  rows <- seq_along(rotterdam$dtime)
  cohorts$rotterdam <- list(
    time = rotterdam$dtime, event = rotterdam$death, age = rotterdam$age, meno = rotterdam$meno,
    nodes = rotterdam$nodes, pgr = rotterdam$pgr, er = rotterdam$er, hormon = rotterdam$hormon,
    size = as.character(rotterdam$size), weights = rep_len(c(1, 2, 0.5), length(rows)),
    entry = floor(rotterdam$dtime * rep_len(c(0, 0.1, 0.3, 0.7), length(rows)) * 0.999)
  )

  heart <- as.list(survival::heart)
  cohorts$heart <- list(
    entry = heart$start, time = heart$stop, event = heart$event, age = heart$age, year = heart$year,
    surgery = heart$surgery, transplant = as.numeric(as.character(heart$transplant)), id = heart$id
  )

  if (requireNamespace("carData", quietly = TRUE)) {
    rossi <- carData::Rossi
    yes <- function(values, level) as.numeric(values == level)
    cohorts$rossi <- list(
      time = rossi$week, event = rossi$arrest, fin = yes(rossi$fin, "yes"), age = rossi$age,
      race = yes(rossi$race, "black"), wexp = yes(rossi$wexp, "yes"), mar = yes(rossi$mar, "married"),
      paro = yes(rossi$paro, "yes"), prio = rossi$prio
    )
  }
  cohorts
}

write_oracle <- function(values, file) {
  versions <- sprintf("R %s.%s, survival %s", R.version$major, R.version$minor, packageVersion("survival"))
  writeLines(toJSON(c(list(oracle = versions), values), digits = NA, auto_unbox = TRUE, na = "null", null = "null"), file)
}
