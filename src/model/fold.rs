//! Folding: how words and headers are compared (case, accents, blanks and punctuation do not count).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: lower case, no accents, only letters and digits.
///
/// `"E-mail"` and `"EMAIL"` fold alike. Digits parted by anything stay parted by one blank, so that `1-10` and `110` differ.
/// A text without letters and digits folds to nothing.
pub fn fold(text: &str) -> String {
    let mut folding = Folding { out: String::with_capacity(text.len()), gap: false };
    if text.is_ascii() {
        text.chars().for_each(|c| folding.push_ascii(c));
    } else {
        text.nfkd().filter(|c| !is_combining_mark(*c)).for_each(|c| folding.push(c));
    }
    folding.out
}

/// A mark that nobody sees and that copying brings along.
pub fn is_hidden(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

struct Folding {
    out: String,
    gap: bool,
}

impl Folding {
    fn push(&mut self, c: char) {
        if c.is_ascii() {
            self.push_ascii(c);
        } else if c.is_alphanumeric() {
            self.gap = false;
            self.out.extend(c.to_lowercase());
        } else {
            self.gap = true;
        }
    }

    fn push_ascii(&mut self, c: char) {
        if !c.is_ascii_alphanumeric() {
            self.gap = true;
            return;
        }
        if self.gap && c.is_ascii_digit() && self.out.ends_with(|last: char| last.is_ascii_digit())
        {
            self.out.push(' ');
        }
        self.gap = false;
        self.out.push(c.to_ascii_lowercase());
    }
}

/// Words folded for comparison: case, accents and the amount of blanks do not count, every other sign does.
pub fn fold_words(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_blanks_and_punctuation_do_not_count() {
        for (left, right) in [
            ("E-mail", "EMAIL"),
            ("Data de criação", "data_de_criacao"),
            ("Nº", "no"),
            ("🔥 Quente", "quente"),
        ] {
            assert_eq!(fold(left), fold(right));
        }
        assert_eq!(fold(" Motivo de Perda "), "motivodeperda");
        assert_eq!(fold("Ação\u{a0}— Já"), "acaoja");
        assert_eq!(fold("--"), "");
    }

    #[test]
    fn parted_digits_stay_parted() {
        assert_ne!(fold("1-10"), fold("110"));
        assert_eq!(fold("11–50 func."), "11 50func");
        assert_eq!(fold("Lead 2"), "lead2");
    }
}
