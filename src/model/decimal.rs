//! How a number is cut to the digits that are shown, in one place, so that a sentence and a cell of a spreadsheet never show one number two ways.

/// The significant digits that a spreadsheet holds of a number.
const HELD: usize = 15;

/// The digits of a number, without its sign, cut to so many decimals as a spreadsheet cuts them: of the 15 significant digits that it
/// holds, a half goes up. So 56.25 is 56.3, and so is the 56.249999999999993 that a sum in binary may leave of it.
pub fn digits(value: f64, decimals: usize) -> String {
    let value = value.abs();
    cut(value, decimals).unwrap_or_else(|| format!("{value:.decimals$}"))
}

/// Nothing of a number that has no digits left to cut.
fn cut(value: f64, decimals: usize) -> Option<String> {
    let held = format!("{value:.*e}", HELD - 1);
    let (mantissa, exponent) = held.split_once('e')?;
    let mantissa: u128 = mantissa.replace('.', "").parse().ok()?;
    let places = i64::try_from(HELD - 1).ok()? - exponent.parse::<i64>().ok()?;
    let off = u32::try_from(places - i64::try_from(decimals).ok()?).ok().filter(|off| *off > 0)?;
    // What lies more than all its digits behind the last one shown is nothing.
    let unit = 10_u128.checked_pow(off).filter(|_| off as usize <= HELD + 1);
    let shown = unit.map_or(0, |unit| (mantissa + unit / 2) / unit);
    let mut text = format!("{shown:0>width$}", width = decimals + 1);
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    Some(text)
}

/// True where not every digit shown is 0.
pub fn is_shown(value: f64, decimals: usize) -> bool {
    digits(value, decimals).bytes().any(|digit| (b'1'..=b'9').contains(&digit))
}

/// The whole number that is shown of a number.
pub fn whole(value: f64) -> f64 {
    let shown = digits(value, 0).parse().unwrap_or(value.abs());
    if value < 0.0 { -shown } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `part ÷ all` times `scale`, cut by whole numbers alone.
    fn recounted(part: u64, all: u64, scale: u64, decimals: usize) -> String {
        let power = 10_u64.pow(u32::try_from(decimals).unwrap());
        let shown = (2 * part * scale * power + all) / (2 * all);
        if decimals == 0 {
            return shown.to_string();
        }
        format!("{}.{:0>decimals$}", shown / power, shown % power)
    }

    #[test]
    fn every_quotient_is_cut_as_by_hand() {
        for all in 1..=400_u64 {
            for part in 0..=(2 * all) {
                let value = part as f64 / all as f64;
                for decimals in 0..=4 {
                    let told = digits(value, decimals);
                    assert_eq!(told, recounted(part, all, 1, decimals), "{part}/{all}");
                    let told = digits(value * 100.0, decimals);
                    assert_eq!(
                        told,
                        recounted(part, all, 100, decimals),
                        "{part}/{all} in percent"
                    );
                }
            }
        }
    }

    #[test]
    fn every_amount_is_cut_as_by_hand() {
        for cents in (0..200_000_u64).chain((1..2_000).map(|n| 98_765_432_100 + 7 * n)) {
            let value = cents as f64 / 100.0;
            for decimals in 0..=1 {
                assert_eq!(digits(value, decimals), recounted(cents, 100, 1, decimals), "{value}");
                assert_eq!(digits(-value, decimals), digits(value, decimals), "{value}");
            }
        }
    }

    #[test]
    fn halves_go_up_where_binary_would_let_them_go_down() {
        let cases = [
            (0.25, 1, "0.3"),
            (2.5, 0, "3"),
            (0.5, 0, "1"),
            (0.05, 1, "0.1"),
            (1.005, 2, "1.01"),
            (2.675, 2, "2.68"),
            (14.499_999_999_999_998, 0, "15"),
            (0.145 * 100.0, 0, "15"),
            (0.049, 1, "0.0"),
            (1e-20, 4, "0.0000"),
            (9.96, 1, "10.0"),
            (999.5, 0, "1000"),
            (1e15, 0, "1000000000000000"),
            (123_456_789_012_345_678.0, 1, "123456789012345680.0"),
        ];
        for (value, decimals, shown) in cases {
            assert_eq!(digits(value, decimals), shown, "{value}");
        }
        let wholes = [2.5, -2.5, 0.499, -0.499].map(|value| whole(value).to_string());
        assert_eq!(wholes, ["3", "-3", "0", "-0"]);
        assert_eq!([0.05, 0.049, -0.05].map(|value| is_shown(value, 1)), [true, false, true]);
    }
}
