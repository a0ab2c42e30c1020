# The worked examples of Newcombe's two papers of 1998 (one proportion; the difference of two), computed by R and not
# copied from them, and designs of one and two stages by trying all of them: written to newcombe.json beside this
# script. Needs r-base-core (Debian); run once by hand: Rscript tests/oracles/newcombe.R
#
#   wilson, wilson_corrected   stats::prop.test of one proportion
#   mid_p                      half the tail, solved by uniroot
#   wald, wald_corrected       stats::prop.test of two proportions
#   newcombe                   from the Wilson limits of each proportion (method 10)
#   mee, miettinen_nurminen    the likelihood under each difference maximised by optimize, without and with the
#                              factor N / (N - 1); solved by uniroot

json <- function(x) {
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", parts, collapse = ", "), "}"))
  }
  text <- sprintf("%.15g", x)
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ", "), "]")
}

z <- qnorm(0.975)
one <- function(k, n, correct) {
  far <- if (k / n < 0.5) 1 - 1e-9 else 1e-9 # or prop.test shrinks its correction
  as.vector(suppressWarnings(prop.test(k, n, p = far, correct = correct))$conf.int)
}
mid_p_lower <- function(k, n) {
  if (k == 0) return(0)
  uniroot(function(p) 1 - pbinom(k, n, p) + dbinom(k, n, p) / 2 - 0.025, c(0, 1), tol = 1e-15, maxiter = 10000)$root
}
single <- lapply(list(c(81, 263), c(15, 148), c(0, 20), c(1, 29)), function(a) list(
  k = a[1], n = a[2], wilson = one(a[1], a[2], FALSE), wilson_corrected = one(a[1], a[2], TRUE),
  mid_p = c(mid_p_lower(a[1], a[2]), 1 - mid_p_lower(a[2] - a[1], a[2]))))

score <- function(k, n, side, factor) {
  estimate <- k[1] / n[1] - k[2] / n[2]
  distance <- function(d) {
    likelihood <- function(p) dbinom(k[1], n[1], p + d, log = TRUE) + dbinom(k[2], n[2], p, log = TRUE)
    p <- optimize(likelihood, c(max(0, -d), min(1, 1 - d)), maximum = TRUE, tol = 1e-12)$maximum
    variance <- ((p + d) * (1 - p - d) / n[1] + p * (1 - p) / n[2]) * factor
    (estimate - d)^2 - z^2 * variance
  }
  ends <- if (side == "lower") c(-1 + 1e-9, estimate) else c(estimate, 1 - 1e-9)
  uniroot(distance, ends, tol = 1e-12)$root
}
difference <- lapply(list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 1, 29)), function(a) {
  k <- a[c(1, 3)]
  n <- a[c(2, 4)]
  p <- k / n
  wilson <- rbind(one(k[1], n[1], FALSE), one(k[2], n[2], FALSE))
  apart <- p[1] - p[2]
  factor <- sum(n) / (sum(n) - 1)
  test <- function(correct) as.vector(suppressWarnings(prop.test(k, n, correct = correct))$conf.int)
  list(counts = a, wald = apart + c(-1, 1) * z * sqrt(sum(p * (1 - p) / n)),
       wald_corrected = test(TRUE),
       newcombe = apart + c(-sqrt((p[1] - wilson[1, 1])^2 + (wilson[2, 2] - p[2])^2),
                            sqrt((wilson[1, 2] - p[1])^2 + (p[2] - wilson[2, 1])^2)),
       mee = c(score(k, n, "lower", 1), score(k, n, "upper", 1)),
       miettinen_nurminen = c(score(k, n, "lower", factor), score(k, n, "upper", factor)))
})

rates <- list(c(0.05, 0.25), c(0.1, 0.3), c(0.2, 0.4))
ahern <- lapply(rates, function(p) {
  for (n in 1:100) {
    r <- qbinom(0.95, n, p[1]) + 1 # the fewest responses that are rare enough under the lower rate
    if (1 - pbinom(r - 1, n, p[2]) >= 0.8) return(list(rates = p, n = n, responses = r))
  }
})

simon <- lapply(rates[1:2], function(p) {
  reject <- function(r1, n1, r, n, q) {
    first <- (r1 + 1):n1
    pbinom(r1, n1, q) + sum(dbinom(first, n1, q) * pbinom(r - first, n - n1, q))
  }
  best <- list(optimal = NULL, minimax = NULL)
  for (n in 5:35) for (n1 in 2:(n - 1)) for (r1 in 0:(n1 - 1)) {
    if (pbinom(r1, n1, p[2]) > 0.2) break
    for (r in r1:(n - 1)) if (1 - reject(r1, n1, r, n, p[1]) <= 0.05) {
      if (reject(r1, n1, r, n, p[2]) <= 0.2) {
        design <- c(r1, n1, r, n)
        expected <- n1 + (1 - pbinom(r1, n1, p[1])) * (n - n1)
        if (is.null(best$optimal) || expected < best$optimal[5]) best$optimal <- c(design, expected)
        if (is.null(best$minimax) || n < best$minimax[4] || (n == best$minimax[4] && expected < best$minimax[5]))
          best$minimax <- c(design, expected)
      }
      break
    }
  }
  list(rates = p, optimal = best$optimal, minimax = best$minimax)
})

folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
writeLines(json(list(single = single, difference = difference, ahern = ahern, simon = simon)),
           file.path(folder, "newcombe.json"))
