//! How a company marks what it hands around: its name, its logo, its colour.

use std::path::PathBuf;
use std::sync::Arc;

/// Least contrast of white letters on a colour (WCAG 2.2, level AA).
pub const LEAST_CONTRAST: f64 = 4.5;

/// A colour as red, green and blue of a byte each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint(pub u32);

impl Paint {
    /// Understands `#1F5FA6`.
    pub fn of(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let is_hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex).map(Self)
    }

    /// `#1F5FA6`.
    pub fn hex(self) -> String {
        format!("#{:06X}", self.0)
    }

    /// How much lighter white is, from 1 to 21 (WCAG's contrast ratio).
    pub fn contrast_with_white(self) -> f64 {
        1.05 / (self.luminance() + 0.05)
    }

    fn luminance(self) -> f64 {
        let [_, red, green, blue] = self.0.to_be_bytes().map(|byte| {
            let part = f64::from(byte) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Absolute path of the PNG file.
    pub file: PathBuf,
    /// Line of the agreement that names it, from 1.
    pub line: u32,
    /// What the file holds; nothing until it is read, and in texts that only tell what was promised.
    pub picture: Option<Bitmap>,
}

/// A picture as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// PNG.
    pub png: Arc<[u8]>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Bitmap {
    /// Pixels across and down once it is made to fit into a space; it is never made larger.
    pub fn fitted(&self, (width, height): (u32, u32)) -> (u32, u32) {
        let share = |room: u32, own: u32| f64::from(room) / f64::from(own.max(1));
        let scale = share(width, self.width).min(share(height, self.height)).min(1.0);
        let of =
            |own: u32| format!("{:.0}", (f64::from(own) * scale).max(1.0)).parse().unwrap_or(1);
        (of(self.width), of(self.height))
    }
}

/// `[brand]`: all of it may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The company's name, before that of the agreement.
    pub name: Option<String>,
    /// Its logo.
    pub logo: Option<Logo>,
    /// Its colour, dark enough for white letters.
    pub colour: Option<Paint>,
}

impl Brand {
    /// The logo's picture.
    pub fn picture(&self) -> Option<&Bitmap> {
        self.logo.as_ref()?.picture.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let contrast = |text: &str| Paint::of(text).unwrap().contrast_with_white();
        assert!((contrast("#000000") - 21.0).abs() < 0.01);
        assert!((contrast("#ffffff") - 1.0).abs() < 0.01);
        assert!((contrast("#767676") - 4.54).abs() < 0.01);
        assert!((contrast("#1F5FA6") - 6.5).abs() < 0.1);
        for bad in ["", "1F5FA6", "#1F5FA", "#1F5FA6A", "#+F5FA6", "blue"] {
            assert_eq!(Paint::of(bad), None, "{bad}");
        }
        assert_eq!(Paint::of("#1f5fa6").unwrap().hex(), "#1F5FA6");
    }

    #[test]
    fn a_picture_fits_a_space_and_grows_into_none() {
        let picture = |width, height| Bitmap { png: Arc::from([]), width, height };
        assert_eq!(picture(400, 100).fitted((120, 32)), (120, 30));
        assert_eq!(picture(100, 400).fitted((120, 32)), (8, 32));
        assert_eq!(picture(40, 20).fitted((120, 32)), (40, 20));
        assert_eq!(picture(2_000, 1).fitted((120, 32)), (120, 1));
    }
}
