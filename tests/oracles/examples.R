# What is wrong in the papers of examples/, recomputed by R alone, written to examples.json beside this script.
# Needs r-base-core and r-cran-jsonlite (Debian); run once by hand: Rscript tests/oracles/examples.R

folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
people <- read.csv(file.path(folder, "../../examples/heart-iron/patients.csv"))
combination <- people$arm == "combination"
monotherapy <- people$arm == "monotherapy"
average <- function(column, rows) mean(people[[column]][rows], na.rm = TRUE)
p_of <- function(column) t.test(people[[column]][combination], people[[column]][monotherapy], var.equal = TRUE)$p.value
arm_size <- function(n, dropout) ceiling(ceiling(n) / (1 - dropout))

heart <- list(
  "abstract-monotherapy-base" = average("lvef", monotherapy & !is.na(people$lvef_last)),
  "results-monotherapy-base" = average("lvef", monotherapy & !is.na(people$lvef_last)),
  "methods-arm-size" = arm_size(power.t.test(delta = 5, sd = 7.46, power = 0.8)$n, 0.2),
  "results-walk-monotherapy" = average("walk", monotherapy),
  "results-ferritin-3b" = people$ferritin[people$patient == "3b"],
  "table1-lvef-combination-mean" = average("lvef", combination),
  "table1-lvef-combination-sd" = sd(people$lvef[combination]),
  "table1-t2-star-p" = p_of("t2_star"),
  "table1-ferritin-p" = p_of("ferritin"),
  "table1-age-combination-mean" = average("age", combination),
  "table1-age-monotherapy-mean" = average("age", monotherapy),
  "table1-age-p" = p_of("age"),
  "table2-hours-combination-mean" = average("hours", combination),
  "table2-t2-star-last-combination-mean" = average("t2_star_last", combination),
  "table2-t2-star-last-monotherapy-mean" = average("t2_star_last", monotherapy)
)

cells <- read.csv(file.path(folder, "../../examples/contrast/cells.csv"))
fisher_of <- function(row) {
  here <- cells[cells$table == "Table 2" & cells$row == row & !is.na(cells$count) & cells$group != "", ]
  fisher.test(cbind(here$count, here$n - here$count))$p.value
}
ace <- cells[cells$row == "ACE inhibitor" & cells$group == "placebo", ]
contrast <- list(
  "methods-size" = ceiling(power.prop.test(p1 = 0.15, p2 = 0.33, power = 0.9)$n),
  "cell-table-1-ace-inhibitor-placebo-percent" = 100 * ace$count / 59,
  "cell-table-2-25-increase-of-creatinine-p" = fisher_of("25 % increase of creatinine"),
  "cell-table-2-25-increase-of-cystatin-c-p" = fisher_of("25 % increase of cystatin C")
)

lines <- function(found) {
  values <- sprintf('    "%s": %.15g', names(found), unlist(found))
  paste(values, collapse = ",\n")
}
text <- sprintf('{\n  "heart-iron": {\n%s\n  },\n  "contrast": {\n%s\n  }\n}', lines(heart), lines(contrast))
writeLines(text, file.path(folder, "examples.json"))
