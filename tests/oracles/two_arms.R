# P values of chisq.test, fisher.test, t.test, oneway.test and aov, of coxph and survdiff, and sizes of
# power.prop.test and power.t.test, written to two_arms.json beside this script. Needs r-base-core and
# r-cran-survival (Debian); run once by hand: Rscript tests/oracles/two_arms.R

suppressPackageStartupMessages(library(survival))
json <- function(x) {
  if (is.matrix(x)) x <- lapply(seq_len(nrow(x)), function(i) x[i, ])
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", parts, collapse = ", "), "}"))
  }
  text <- ifelse(is.na(x), "null", sprintf("%.15g", x))
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ", "), "]")
}

tables <- list(
  rbind(c(27, 35), c(41, 19)), rbind(c(5, 11), c(1, 16)), rbind(c(0, 9), c(4, 7)), rbind(c(120, 380), c(150, 350)),
  rbind(c(3, 3), c(3, 3)), rbind(c(8, 2), c(1, 5)), rbind(c(10, 20, 30), c(15, 25, 10)),
  rbind(c(4, 0, 9, 2), c(3, 6, 1, 2)), rbind(c(12, 7), c(9, 14), c(20, 3)), rbind(c(5, 5, 5), c(9, 1, 3), c(4, 8, 2)))
counts <- lapply(tables, function(t) {
  two <- all(dim(t) == 2)
  list(table = t, chi_squared = suppressWarnings(chisq.test(t, correct = FALSE)$p.value),
       chi_squared_corrected = if (two) suppressWarnings(chisq.test(t)$p.value) else NA,
       fisher = if (min(dim(t)) == 2) fisher.test(t)$p.value else NA,
       fisher_one_sided = if (two) min(fisher.test(t, alternative = "less")$p.value,
                                       fisher.test(t, alternative = "greater")$p.value) else NA)
})

set.seed(7)
means <- lapply(1:12, function(i) {
  n <- sample(3:60, 3, replace = TRUE)
  arms <- lapply(seq_along(n), function(j) rnorm(n[j], 50 + j * runif(1, 0, 4), runif(1, 2, 12)))
  long <- data.frame(y = unlist(arms), g = factor(rep(seq_along(n), n)))
  list(n = n, mean = sapply(arms, mean), sd = sapply(arms, sd),
       student = t.test(arms[[1]], arms[[2]], var.equal = TRUE)$p.value,
       student_interval = as.numeric(t.test(arms[[1]], arms[[2]], var.equal = TRUE)$conf.int),
       welch = t.test(arms[[1]], arms[[2]])$p.value,
       welch_interval = as.numeric(t.test(arms[[1]], arms[[2]])$conf.int),
       anova = oneway.test(y ~ g, long, var.equal = TRUE)$p.value)
})

set.seed(11)
survival <- lapply(1:6, function(i) {
  n <- 20 + 5 * i
  arm <- rep(0:1, length.out = n)
  time <- ceiling(rexp(n, 0.1 * exp(-0.5 * arm)) * if (i %% 2) 1 else 10) # odd ones with many ties
  event <- rbinom(n, 1, 0.75)
  cox <- function(ties) {
    s <- summary(coxph(Surv(time, event) ~ arm, ties = ties))$conf.int
    as.numeric(s[c(1, 3, 4)])
  }
  test <- survdiff(Surv(time, event) ~ arm)
  list(arm = arm, time = time, event = event, efron = cox("efron"), breslow = cox("breslow"),
       observed = as.numeric(test$obs), expected = as.numeric(test$exp),
       log_rank = pchisq(test$chisq, 1, lower.tail = FALSE))
})

set.seed(12)
small <- lapply(1:60, function(i) { # arms so small that some have no event, or all their events first
  n <- sample(3:9, 1)
  arm <- rep(0:1, length.out = n)
  time <- sample(1:6, n, replace = TRUE)
  event <- rbinom(n, 1, 0.7)
  cox <- tryCatch({
    s <- as.numeric(suppressWarnings(summary(coxph(Surv(time, event) ~ arm))$conf.int)[c(1, 3, 4)])
    if (all(is.finite(s))) s else rep(NA, 3)
  }, error = function(e) rep(NA, 3))
  test <- tryCatch(survdiff(Surv(time, event) ~ arm), error = function(e) NULL)
  decides <- !is.null(test) && isTRUE(test$var[1, 1] > 1e-9)
  list(arm = arm, time = time, event = event, efron = cox,
       log_rank = if (decides) pchisq(test$chisq, 1, lower.tail = FALSE) else NA)
})

sizes <- list(
  proportions = lapply(list(c(.2, .4, .05, .8), c(.1, .3, .05, .9), c(.5, .75, .01, .8)), function(a)
    list(p = a[1:2], alpha = a[3], power = a[4],
         n = power.prop.test(p1 = a[1], p2 = a[2], sig.level = a[3], power = a[4], tol = 1e-12)$n)),
  means = lapply(list(c(5, 10, .05, .8), c(1, 1.5, .05, .9), c(3, 12, .01, .8)), function(a)
    list(difference = a[1], sd = a[2], alpha = a[3], power = a[4],
         n = power.t.test(delta = a[1], sd = a[2], sig.level = a[3], power = a[4], tol = 1e-12)$n)))

folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
writeLines(json(list(counts = counts, means = means, survival = survival, small = small, sizes = sizes)),
           file.path(folder, "two_arms.json"))
