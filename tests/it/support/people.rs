//! People with a name, an address and a number that nobody else in the sample has.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::dice::Dice;
use super::places::Country;

/// Someone who left an address.
#[derive(Clone)]
pub struct Person {
    pub first: String,
    pub last: String,
    pub email: String,
    /// Area code and number, digits only.
    pub phone: String,
    pub company: String,
    pub job: &'static str,
    pub town: &'static str,
    pub state: &'static str,
}

impl Person {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }
}

/// Hands out people; no address and no number comes twice.
pub struct Census {
    country: &'static Country,
    addresses: BTreeSet<String>,
    numbers: u64,
}

impl Census {
    /// A census of a country.
    pub fn of(country: &'static Country) -> Self {
        Self { country, addresses: BTreeSet::new(), numbers: 0 }
    }

    /// The next person.
    pub fn person(&mut self, dice: &mut Dice) -> Person {
        let country = self.country;
        let (first, last) = (dice.pick(country.first), dice.pick(country.last));
        let company =
            format!("{} {}", dice.pick(country.company_heads), dice.pick(country.company_tails));
        let (town, state, area) = dice.pick(country.towns);
        let domain = if dice.chance(200) {
            dice.pick(country.providers).to_owned()
        } else {
            slug(&company) + country.domain
        };
        let email = self.address(&format!("{}.{}", slug(first), slug(last)), &domain);
        let phone = self.number(area);
        Person {
            first: first.to_owned(),
            last: last.to_owned(),
            email,
            phone,
            company,
            job: dice.pick(country.jobs),
            town,
            state,
        }
    }

    fn address(&mut self, name: &str, domain: &str) -> String {
        let numbered = |n: usize| {
            if n == 1 { format!("{name}@{domain}") } else { format!("{name}{n}@{domain}") }
        };
        let free =
            (1..1_000).map(numbered).find(|address| !self.addresses.contains(address)).unwrap();
        self.addresses.insert(free.clone());
        free
    }

    /// The next number: mobile, nine digits in Brazil; the prime step keeps all of them apart.
    fn number(&mut self, area: &str) -> String {
        self.numbers += 1;
        let local = 60_000_000 + self.numbers * 27_644_437 % 39_999_983;
        if area.len() == 2 {
            format!("{area}9{local}")
        } else {
            format!("{area}{}", &local.to_string()[..7])
        }
    }
}

/// Lower case without accents, blanks and signs, as addresses are made.
pub fn slug(text: &str) -> String {
    text.nfd().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}
