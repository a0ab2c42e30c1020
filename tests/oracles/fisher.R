# Two-sided p-values of stats::fisher.test, written to fisher.json beside this script. Needs r-base-core and
# r-cran-jsonlite (Debian); run once by hand: Rscript tests/oracles/fisher.R

tables <- list()
for (responders in list(c(6, 1), c(3, 1), c(0, 5), c(7, 0), c(10, 2), c(8, 2)))
  for (others in list(c(4, 6), c(1, 3), c(5, 5), c(2, 15), c(0, 9)))
    tables[[length(tables) + 1]] <- rbind(responders, others)
for (responders in list(c(5, 0, 2), c(4, 1, 0), c(9, 3, 3)))
  for (others in list(c(6, 2, 2), c(0, 5, 3), c(1, 1, 12)))
    tables[[length(tables) + 1]] <- rbind(responders, others)

written <- vapply(tables, function(counts) {
  p <- sprintf("%.15g", fisher.test(counts)$p.value)
  as.character(jsonlite::toJSON(list(table = unname(counts), p = p), auto_unbox = TRUE))
}, "")
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
writeLines(c("[", paste0(written, c(rep(",", length(written) - 1), "")), "]"), file.path(folder, "fisher.json"))
