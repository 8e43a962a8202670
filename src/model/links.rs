//! Ways from what a report shows back into the tools that it was read from.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for the id in an address.
const ID: &str = "{id}";
/// Longest address that a spreadsheet opens, in letters.
const LONGEST: usize = 2_000;
/// Signs of an id that an address may hold as they are.
const KEPT: AsciiSet =
    NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@').remove(b':');

/// The address of a record in a tool of the company, with `{id}` in the place of the record's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Understands `https://crm.company.com/leads/{id}`: `http` or `https`, a host without account, and `{id}` somewhere behind it.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let scheme = ["https://", "http://"].into_iter().find(|scheme| {
            text.get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme))
        })?;
        let (host, path) = text.get(scheme.len()..)?.split_once(['/', '?', '#'])?;
        let is_host = !host.is_empty()
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"<>\\^`|".contains(c);
        let is_good = is_host && path.contains(ID) && path.chars().all(is_plain);
        (is_good && text.len() <= LONGEST / 2).then(|| Self(text.to_owned()))
    }

    /// The address of one record; nothing where the id makes it longer than programs open.
    pub fn to(&self, id: &str) -> Option<String> {
        let address = self.0.replace(ID, &utf8_percent_encode(id, &KEPT).to_string());
        (address.len() <= LONGEST).then_some(address)
    }
}

/// Where the records of a report stand in the company's own tools.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Leads, by the id that their file has.
    pub lead: Option<Address>,
    /// Deals, by the id of a lead's newest: where leads have no id of their own, or no address.
    pub deal: Option<Address>,
}

impl Links {
    /// True where something is linked at all.
    pub fn any(&self) -> bool {
        self.lead.is_some() || self.deal.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_a_record_of_the_web_alone() {
        let to = |text: &str, id: &str| Address::of(text).and_then(|own| own.to(id));
        let good = "https://crm.test/leads/{id}?tab=1";
        assert_eq!(to(good, "4711").as_deref(), Some("https://crm.test/leads/4711?tab=1"));
        assert_eq!(
            to(" HTTP://crm.test:80/#/{id} ", "é/ 1").as_deref(),
            Some("HTTP://crm.test:80/#/%C3%A9%2F%201")
        );
        assert_eq!(
            to("https://crm.test/?q={id}", "a&b=\"#{id}").as_deref(),
            Some("https://crm.test/?q=a%26b%3D%22%23%7Bid%7D")
        );
        for bad in [
            "",
            "crm.test/{id}",
            "javascript:alert({id})",
            "file:///c:/{id}",
            "ftp://crm.test/{id}",
            "https://crm.test/leads",
            "https://{id}.crm.test/",
            "https:///{id}",
            "https://user:word@crm.test/{id}",
            "https://crm.test/{id} x",
            "https://crm.test/\"{id}",
        ] {
            assert_eq!(Address::of(bad), None, "{bad}");
        }
        assert_eq!(to(good, &"x".repeat(3_000)), None);
    }
}
