// "Try your own number": the searches of doesithold.explain for a percentage, an interval and a mean, in the page.
// Decimals and fractions are exact (BigInt); only the tails of the beta and t distributions are binary numbers.
'use strict';
(() => {
  const form = document.getElementById('try-your-number');
  if (!form) return;
  const SHOWN = 12;
  const WORDS = {
    half_up: 'rounded half up', half_even: 'rounded half to even', truncate: 'cut off',
    half_down: 'rounded half down', ceiling: 'rounded up', floor: 'rounded down',
  };
  const METHODS = {
    wald: 'Wald', wald_corrected: 'Wald (continuity corrected)', wilson: 'Wilson',
    wilson_corrected: 'Wilson (continuity corrected)', agresti_coull: 'Agresti–Coull', jeffreys: 'Jeffreys',
    clopper_pearson: 'Clopper–Pearson', mid_p: 'mid-P',
  };

  // Exact numbers ------------------------------------------------------------------------------------------------
  const abs = (a) => (a < 0n ? -a : a);
  const power = (places) => 10n ** BigInt(places);
  const floor = (a, b) => a / b - (a % b < 0n ? 1n : 0n);
  const ceiling = (a, b) => -floor(-a, b);
  const signed = (a, size) => (a < 0n ? -size : size);
  const ROUNDING = {
    half_up: (a, b) => signed(a, floor(2n * abs(a) + b, 2n * b)),
    half_even: (a, b) => {
      const low = floor(a, b), twice = 2n * (a - low * b);
      return twice > b || (twice === b && low % 2n !== 0n) ? low + 1n : low;
    },
    truncate: (a, b) => a / b,
    half_down: (a, b) => signed(a, ceiling(2n * abs(a) - b, 2n * b)),
    ceiling,
    floor,
  };
  const MODES = Object.keys(ROUNDING);
  const NEAREST = ['half_up', 'half_even', 'half_down'];

  function root(square) {
    if (square < 2n) return square;
    let guess = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
    for (;;) {
      const better = (guess + square / guess) >> 1n;
      if (better >= guess) return guess;
      guess = better;
    }
  }

  function decimals(units, places) {
    const digits = String(abs(units)).padStart(places + 1, '0');
    const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return units < 0n ? `-${text}` : text;
  }

  function shown(a, b) {
    const cut = (a * 10000n) / b;
    return cut * b === a * 10000n ? decimals(cut, 4).replace(/\.?0+$/, '') : `${decimals(cut, 4)}…`;
  }

  class Refused extends Error {}

  function printed(text, what, low, high) {
    const number = text.trim().replace(/\s*%$/, '');
    if (!/^-?\d{1,9}(\.\d{1,6})?$/.test(number)) {
      throw new Refused(`${what}: write it in digits as printed, like 31.3 (a point, at most six decimals).`);
    }
    const [whole, fraction = ''] = number.split('.');
    const places = fraction.length, units = BigInt(whole + fraction);
    if ((low !== undefined && units < low * power(places)) || (high !== undefined && units > high * power(places))) {
      throw new Refused(`${what}: must lie between ${low} and ${high}.`);
    }
    return { places, units };
  }

  function whole(text, what, low, high) {
    const number = Number(text.trim() || NaN);
    if (!Number.isInteger(number) || number < low || number > high) {
      throw new Refused(`${what}: must be a whole number between ${low} and ${high}.`);
    }
    return number;
  }

  // The modes under which the fraction a / b prints as these digits
  function modes({ places, units }, a, b, among = MODES) {
    const scaled = a * power(places);
    if (abs(scaled - units * b) >= b) return [];
    return among.filter((mode) => ROUNDING[mode](scaled, b) === units);
  }

  // A percentage -------------------------------------------------------------------------------------------------
  function explainPercent(reported, sizes) {
    const unit = power(reported.places) * 100n, found = [];
    for (const size of sizes) {
      const n = BigInt(size);
      const near = floor((reported.units - 1n) * n, unit) + 1n, last = ceiling((reported.units + 1n) * n, unit) - 1n;
      for (let k = near > 0n ? near : 0n; k <= (last < n ? last : n); k += 1n) {
        for (const rounding of modes(reported, 100n * k, n)) {
          found.push({ k: Number(k), n: size, rounding, says: `${k}/${n} = ${shown(100n * k, n)} %` });
        }
      }
    }
    const order = (one) => MODES.indexOf(one.rounding);
    found.sort((one, other) => order(one) - order(other) || one.n - other.n || one.k - other.k);
    const grid = 100 * 10 ** reported.places;
    return { found, chance: [BigInt(explainable(sizes, grid)), BigInt(grid + 1)] };
  }

  function explainable(sizes, grid) {
    if (sizes.some((size) => size >= grid)) return grid + 1;
    const values = new Set();
    for (const size of sizes) {
      for (let k = 0; k <= size; k += 1) {
        values.add(Math.floor((k * grid) / size)).add(Math.ceil((k * grid) / size));
      }
    }
    return values.size;
  }

  // A mean of whole numbers (GRIM) -------------------------------------------------------------------------------
  function explainMean(reported, size) {
    const n = BigInt(size), twice = 2n * power(reported.places), found = [];
    const first = ceiling((2n * reported.units - 1n) * n, twice), last = floor((2n * reported.units + 1n) * n, twice);
    for (const mode of NEAREST) {
      for (let total = first; total <= last; total += 1n) {
        if (modes(reported, total, n, [mode]).length) {
          found.push({ total, n: size, rounding: mode, says: `${total}/${n} = ${shown(total, n)}` });
        }
      }
    }
    return { found, chance: meanChance(10 ** reported.places, size) };
  }

  function meanChance(grid, size) {
    if (size >= grid) return [1n, 1n];
    const fractions = new Set();
    for (let total = 0; total < size; total += 1) {
      fractions.add(Math.floor((2 * total * grid + size) / (2 * size)) % grid);
      fractions.add(Math.ceil((2 * total * grid - size) / (2 * size)) % grid);
    }
    return [BigInt(fractions.size), BigInt(grid)];
  }

  // An interval of a proportion: numbers with sixty decimals as BigInt -------------------------------------------
  const ONE = power(60);
  const times = (a, b) => (a * b) / ONE;
  const over = (a, b) => (a * ONE) / b;
  const sqrt = (a) => root(a * ONE);
  const exact = (double) => (BigInt(Math.round(double * 2 ** 40 * 2 ** 10)) * ONE) / 2n ** 50n;
  const NORMAL = (BigInt(1.9599639845400536 * 2 ** 52) * ONE) / 2n ** 52n;
  const fixed = (text) => { const { places, units } = printed(text, ''); return (units * ONE) / power(places); };

  const CLOSED = {
    wald(p, n, z) {
      const half = times(z, sqrt(times(p, ONE - p) / n));
      return [p - half, p + half];
    },
    wald_corrected(p, n, z) {
      const [lower, upper] = CLOSED.wald(p, n, z), step = ONE / (2n * n);
      return [lower - step, upper + step];
    },
    wilson(p, n, z) {
      const square = times(z, z), centre = 2n * n * p + square;
      const half = times(z, sqrt(square + 4n * n * times(p, ONE - p))), width = 2n * (n * ONE + square);
      return [over(centre - half, width), over(centre + half, width)];
    },
    wilson_corrected(p, n, z) {
      const step = ONE / (2n * n);
      return [
        p > step ? CLOSED.wilson(p - step, n, z)[0] : 0n, p + step < ONE ? CLOSED.wilson(p + step, n, z)[1] : ONE,
      ];
    },
    agresti_coull(p, n, z) {
      const square = times(z, z), enlarged = n * ONE + square, centre = over(n * p + square / 2n, enlarged);
      const half = times(z, sqrt(over(times(centre, ONE - centre), enlarged)));
      return [centre - half, centre + half];
    },
  };

  function inputs(k, n) {
    const found = [['exact', (BigInt(k) * ONE) / BigInt(n)]];
    for (const digits of [2, 3, 4]) {
      const rounded = (ROUNDING.half_up(BigInt(k) * power(digits), BigInt(n)) * ONE) / power(digits);
      if (!found.some(([, value]) => value === rounded)) found.push([`rounded to ${digits} digits`, rounded]);
    }
    return found;
  }

  function criticals(n) {
    const found = [['exact normal', NORMAL], ['1.96', fixed('1.96')], ['2', fixed('2')]];
    if (n > 1) found.push([`t with ${n - 1} df`, exact(tQuantile(n - 1))]);
    return found;
  }

  // A bound in percent as a fraction, cut to 0 and 100 and freed of the digits that rounding errors reach
  function percent(bound, digits) {
    const rounded = ROUNDING.half_even(bound * power(digits), ONE), top = power(digits);
    return [100n * (rounded < 0n ? 0n : rounded > top ? top : rounded), top];
  }

  function* ways(k, n) {
    for (const [method, interval] of Object.entries(CLOSED)) {
      for (const [input, p] of inputs(k, n)) {
        for (const [critical, z] of criticals(n)) {
          yield { method, input, critical, bounds: interval(p, BigInt(n), z).map((one) => percent(one, 40)) };
        }
      }
    }
    for (const [method, lower] of Object.entries(TAILS)) {
      const bounds = [lower(k, n), 1 - lower(n - k, n)].map((one) => percent(exact(one), 12));
      yield { method, input: 'exact', critical: 'not used', bounds };
    }
  }

  function explainInterval(low, high, k, n) {
    const tried = [...ways(k, n)], found = [];
    for (const way of tried) {
      const upper = modes(high, ...way.bounds[1]);
      for (const rounding of modes(low, ...way.bounds[0]).filter((mode) => upper.includes(mode))) {
        const input = way.input === 'exact' ? '' : ` ${way.input}`;
        const critical = way.critical === 'not used' ? '' : `, critical value: ${way.critical}`;
        const says = `${METHODS[way.method]} interval from ${k}/${n}${input}${critical}, bounds`;
        found.push({ ...way, rounding, says });
      }
    }
    const unusual = (one) => (one.input !== 'exact')
      + !['exact normal', 'not used', '1.96'].includes(one.critical) + (one.rounding !== 'half_up');
    const rank = (one) => [unusual(one), MODES.indexOf(one.rounding), Object.keys(METHODS).indexOf(one.method)];
    const text = (one) => `${one.input}\n${one.critical}`;
    found.sort((one, other) => {
      const [a, b] = [rank(one), rank(other)];
      const at = a.findIndex((value, i) => value !== b[i]);
      return at >= 0 ? a[at] - b[at] : text(one) < text(other) ? -1 : 1;
    });
    return { found, chance: intervalChance(tried, low, high) };
  }

  // Pairs of bounds that some method prints, among all pairs between the extremes of the methods
  function intervalChance(tried, low, high) {
    const pairs = new Set(), lowers = [], uppers = [];
    for (const { bounds: [[a, b], [c, d]] } of tried) {
      for (const mode of MODES) {
        const [first, second] = [ROUNDING[mode](a * power(low.places), b), ROUNDING[mode](c * power(high.places), d)];
        pairs.add(`${first} ${second}`);
        lowers.push(first);
        uppers.push(second);
      }
    }
    const reach = (all) => all.reduce((a, b) => (a > b ? a : b)) - all.reduce((a, b) => (a < b ? a : b)) + 1n;
    return [BigInt(pairs.size), reach(lowers) * reach(uppers)];
  }

  // Tails of distributions ---------------------------------------------------------------------------------------
  const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
  function logGamma(x) {
    let shift = 0, at = x;
    for (; at < 15; at += 1) shift += Math.log(at);
    const series = STIRLING.reduce((sum, term, i) => sum + term / at ** (2 * i + 1), 0);
    return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }

  // The regularised incomplete beta function by its continued fraction (Lentz)
  function beta(x, a, b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
    const front = Math.exp(
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
    let c = 1, d = 1 / (1 - ((a + b) * x) / (a + 1)), value = d;
    for (let m = 1; m < 1000; m += 1) {
      const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / (1 + even * d);
      c = 1 + even / c;
      value *= d * c;
      const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / (1 + odd * d);
      c = 1 + odd / c;
      value *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) break;
    }
    return front * value;
  }

  // Where a rising function reaches a value
  function solve(rising, goal, low, high) {
    for (let i = 0; i < 200 && low < high; i += 1) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (rising(middle) < goal) low = middle; else high = middle;
    }
    return (low + high) / 2;
  }

  const TAIL = 0.025;
  const TAILS = {
    jeffreys: (k, n) => (k ? solve((x) => beta(x, k + 0.5, n - k + 0.5), TAIL, 0, 1) : 0),
    clopper_pearson: (k, n) => (k ? solve((x) => beta(x, k, n - k + 1), TAIL, 0, 1) : 0),
    mid_p: (k, n) => {
      if (k === 0) return 0;
      if (k === n) return (2 * TAIL) ** (1 / n);
      return solve((x) => (beta(x, k + 1, n - k) + beta(x, k, n - k + 1)) / 2, TAIL, 0, 1);
    },
  };
  const tQuantile = (df) => solve((t) => 1 - beta(df / (df + t * t), df / 2, 0.5) / 2, 1 - TAIL, 0, 100);

  // The form -----------------------------------------------------------------------------------------------------
  const value = (name) => form.elements[name].value;
  const ASKED = {
    percent() {
      const reported = printed(value('percentage'), 'Percentage', 0n, 100n);
      const known = value('denominator').trim();
      const most = known ? 0 : whole(value('largest'), 'Largest number of patients', 1, 200);
      const sizes = known ? [whole(known, 'Number of patients', 1, 100000)] : [...Array(most).keys()].map((i) => i + 1);
      return explainPercent(reported, sizes);
    },
    interval() {
      const n = whole(value('trials'), 'Number of patients', 1, 100000);
      const k = whole(value('successes'), 'Number with a response', 0, n);
      const low = printed(value('lower'), 'Lower bound', 0n, 100n), high = printed(value('upper'), 'Upper bound', 0n, 100n);
      if (low.units * power(high.places) > high.units * power(low.places)) {
        throw new Refused('Lower bound: must not lie above the upper bound.');
      }
      return explainInterval(low, high, k, n);
    },
    mean: () => explainMean(printed(value('mean'), 'Mean'), whole(value('people'), 'Number of people', 1, 10000)),
  };

  // Other roundings are dropped where half up does as well, and rounding down, which is cutting off here
  function simplest(found) {
    const plain = new Set(found.filter((one) => one.rounding === 'half_up').map((one) => one.says));
    return found.filter((one) => one.rounding === 'half_up' || !plain.has(one.says) && one.rounding !== 'floor');
  }

  function wordsFor([a, b]) {
    if (a * 10000n < b) return `one in ${ROUNDING.half_even(b, a).toLocaleString('en-GB')}`;
    const places = 2 - Math.floor(Math.log10(Number(100n * a) / Number(b)));    // three digits
    return `${Number(decimals(ROUNDING.half_even(100n * a * power(places), b), places))} %`;
  }

  const part = (name) => form.querySelector(`[data-part="${name}"]`);

  function answer() {
    const kind = value('kind');
    for (const fields of form.querySelectorAll('fieldset[data-kind]')) fields.hidden = fields.dataset.kind !== kind;
    let says = '', luck = '', items = [];
    try {
      const { found, chance } = ASKED[kind]();
      const kept = simplest(found);
      items = kept.slice(0, SHOWN).map((one) => `${one.says}${kind === 'interval' ? '' : ','} ${WORDS[one.rounding]}`);
      const ways = kept.length === 1 ? 'One way prints' : `${kept.length} ways print`;
      says = kept.length ? `${ways} these digits:` : 'Nothing that was tried prints these digits.';
      if (kept.length > SHOWN) items.push(`and ${kept.length - SHOWN} more`);
      luck = `Share of equally precise numbers that the same search would explain: ${wordsFor(chance)}.`;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      says = error.message;
    }
    part('says').textContent = says;
    part('luck').textContent = luck;
    part('ways').replaceChildren(...items.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
  }

  form.addEventListener('input', answer);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  answer();
})();
