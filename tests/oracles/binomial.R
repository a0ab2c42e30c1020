# Confidence intervals for a proportion, written to binomial.json beside this script. Needs r-base-core, r-cran-hmisc
# and r-cran-jsonlite (Debian); run once by hand: Rscript tests/oracles/binomial.R
#
#   wald               Hmisc::binconf(method = "asymptotic")
#   wilson             stats::prop.test(correct = FALSE)
#   wilson_corrected   stats::prop.test(correct = TRUE); its correction shrinks when the observed share is near the
#                      null value, so a null value far from it is given: the interval then has the full 1/(2n)
#   clopper_pearson    stats::binom.test
# No Debian package has the others, so they are the published formulas:
#   wald_corrected     Newcombe 1998, method 2
#   wald_rounded       the Wald formula about the proportion rounded half up to three digits
#   agresti_coull      Agresti and Coull 1998, z^2/2 added to both counts, bounds not cut
#   jeffreys           Brown, Cai and DasGupta 2001, equation (4), with 0 at k = 0 and 1 at k = n
#   mid_p              Newcombe 1998, method 6, solved by uniroot

half_up <- function(x, digits) floor(x * 10^digits + 0.5 + 1e-9) / 10^digits

wald <- function(p, n, z) p + c(-1, 1) * z * sqrt(p * (1 - p) / n)

mid_p_lower <- function(k, n, tail) {
  if (k == 0) return(0)
  excess <- function(p) 1 - pbinom(k, n, p) + dbinom(k, n, p) / 2 - tail
  uniroot(excess, c(0, 1), tol = 1e-15, maxiter = 10000)$root
}

intervals <- function(k, n, level) {
  tail <- (1 - level) / 2
  z <- qnorm(1 - tail)
  p <- k / n
  far <- if (p < 0.5) 1 - 1e-9 else 1e-9
  quiet <- function(...) suppressWarnings(as.vector(prop.test(k, n, p = far, conf.level = level, ...)$conf.int))
  enlarged <- n + z^2
  list(
    wald = as.vector(Hmisc::binconf(k, n, alpha = 1 - level, method = "asymptotic")[1, 2:3]),
    wald_corrected = wald(p, n, z) + c(-1, 1) / (2 * n),
    wald_rounded = wald(half_up(p, 3), n, z),
    wilson = quiet(correct = FALSE),
    wilson_corrected = quiet(correct = TRUE),
    agresti_coull = wald((k + z^2 / 2) / enlarged, enlarged, z),
    jeffreys = c(if (k == 0) 0 else qbeta(tail, k + 0.5, n - k + 0.5),
                 if (k == n) 1 else qbeta(1 - tail, k + 0.5, n - k + 0.5)),
    clopper_pearson = as.vector(binom.test(k, n, conf.level = level)$conf.int),
    mid_p = c(mid_p_lower(k, n, tail), 1 - mid_p_lower(n - k, n, tail))
  )
}

cases <- list()
for (n in c(1, 5, 16, 17, 18, 30, 100)) for (level in c(0.9, 0.95, 0.99)) for (k in 0:n) {
  bounds <- lapply(intervals(k, n, level), function(pair) sprintf("%.15g", pair))
  cases[[length(cases) + 1]] <- c(list(k = k, n = n, level = level), bounds)
}
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
written <- vapply(cases, jsonlite::toJSON, "", auto_unbox = TRUE)
writeLines(c("[", paste0(written, c(rep(",", length(written) - 1), "")), "]"), file.path(folder, "binomial.json"))
