# Patients that others rebuilt from published curves and tables of numbers at risk, for tests/reconstruct: six arms of three
# trials, of the R package kmdata (Redd R, Fell G, Rahman R, 2022; MIT licence, copyright 2021 Robert Redd).
# Only figures are taken to which the package gives its best score for the agreement with the printed numbers at risk,
# events, hazard ratio and medians.
# Rscript guyot.R FOLDER > guyot.json, where FOLDER is the package's data/
folder <- commandArgs(TRUE)[1]
written <- function(values) paste0("[", paste(values, collapse = ", "), "]")
cases <- c()
for (name in c("ACT2_2B", "Chronicle_2A", "OPTIMAL_1")) {
  load(file.path(folder, paste0(name, ".rda")))
  whole <- get(name)
  stopifnot(attr(whole, "quality")["percent"] == 100)
  for (arm in levels(whole$arm)) {
    one <- whole[whole$arm == arm, ]
    at <- attr(whole, "xaxis.at")
    risk <- sapply(at, function(month) sum(one$time >= month))
    cases <- c(cases, sprintf(
      '{"name": "%s, %s", "source": "%s",\n "at": %s,\n "at_risk": %s,\n "time": %s,\n "event": %s}',
      attr(whole, "title"), arm, attr(whole, "source"), written(at), written(risk), written(one$time), written(one$event)))
  }
}
cat("[", paste(cases, collapse = ",\n"), "]\n", sep = "")
