# Kaplan-Meier curves by survival::survfit, written to survival.json beside this script. Needs r-cran-survival and
# r-cran-jsonlite (Debian); run once by hand: Rscript tests/oracles/survival.R
#
# Every data set gives times, events, and at each distinct time the number at risk, the height of the curve, its
# standard error and the bounds of three interval families; then the median with its bounds by each family.
# Missing values (null) are R's NA: undefined bounds, medians not reached.

suppressPackageStartupMessages(library(survival))

FAMILIES <- c("plain", "log", "log-log")

described <- function(name, time, event) {
  out <- list(name = name, time = time, event = event)
  for (family in FAMILIES) {
    fit <- survfit(Surv(time, event) ~ 1, conf.type = family)
    median <- quantile(fit, 0.5)
    out$curve$time <- fit$time
    out$curve$at_risk <- fit$n.risk
    out$curve$survival <- fit$surv
    out$curve$standard_error <- ifelse(fit$surv > 0, fit$std.err * fit$surv, NA)
    out$median <- unname(median$quantile)
    out$bounds[[family]] <- list(lower = fit$lower, upper = fit$upper)
    out$median_bounds[[family]] <- unname(c(median$lower, median$upper))
  }
  out
}

freireich_time <- c(6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
freireich_event <- rep(c(1, 0), c(9, 12))
placebo <- c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
iud_time <- c(10, 13, 18, 19, 23, 30, 36, 38, 54, 56, 59, 75, 93, 97, 104, 107, 107, 107)
iud_event <- c(1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0)

cases <- list(
  described("lung", lung$time, as.integer(lung$status == 2)),
  described("freireich 6-MP", freireich_time, freireich_event),
  described("freireich placebo", placebo, rep(1, length(placebo))),
  described("collett IUD", iud_time, iud_event),
  described("aml maintained", aml$time[aml$x == "Maintained"], aml$status[aml$x == "Maintained"])
)

# Whole-number times from short ranges, so that ties within and between events and censorings are common.
set.seed(20240502)
for (i in 1:60) {
  n <- sample(1:24, 1)
  time <- sample(1:sample(3:30, 1), n, replace = TRUE)
  event <- rbinom(n, 1, sample(c(0.3, 0.6, 0.9, 1), 1))
  cases[[length(cases) + 1]] <- described(paste("random", i), time, event)
}

path <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
jsonlite::write_json(cases, sub("\\.R$", ".json", path), digits = NA, auto_unbox = TRUE, na = "null")
