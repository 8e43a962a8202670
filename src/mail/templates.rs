//! The templates of the letters, embedded and strict: a value a template asks for and does not get is an error.

use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use crate::model::agreement::Language;
use crate::model::words::Audience;
use crate::texts::format::wrapped;

const TEXT_WIDTH: usize = 76;
/// What every part of the HTML is set in: many programs drop what the head says of letters.
const FONT: &str =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

/// `(name, source)` of every template of a language; the base ones are shared.
macro_rules! sources {
    ($($name:literal),+ $(,)?) => { [$(($name, include_str!(concat!("../../templates/mail/", $name)))),+] };
}

const SOURCES: [(&str, &str); 36] = sources![
    "base.html",
    "base.text",
    "person.html",
    "person.text",
    "tasks.html",
    "tasks.text",
    "pt-BR/letter.html",
    "pt-BR/letter.text",
    "pt-BR/marketing.subject",
    "pt-BR/marketing.text",
    "pt-BR/marketing.html",
    "pt-BR/sales.subject",
    "pt-BR/sales.text",
    "pt-BR/sales.html",
    "pt-BR/both.subject",
    "pt-BR/both.text",
    "pt-BR/both.html",
    "en/letter.html",
    "en/letter.text",
    "en/marketing.subject",
    "en/marketing.text",
    "en/marketing.html",
    "en/sales.subject",
    "en/sales.text",
    "en/sales.html",
    "en/both.subject",
    "en/both.text",
    "en/both.html",
    "pt-BR/operator.subject",
    "pt-BR/operator.text",
    "en/operator.subject",
    "en/operator.text",
    "pt-BR/statement.subject",
    "pt-BR/statement.text",
    "en/statement.subject",
    "en/statement.text",
];

/// The templates of one language, ready to render.
pub struct Templates {
    environment: Environment<'static>,
    folder: &'static str,
}

impl Templates {
    /// The templates of a language.
    pub fn of(language: Language) -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_keep_trailing_newline(true);
        environment.add_global("font", Value::from_safe_string(FONT.to_owned()));
        environment.add_filter("wrap", |text: String, indent: Option<usize>| {
            wrapped(&text, indent.unwrap_or(0), TEXT_WIDTH)
        });
        environment.add_filter("column", |text: String, width: usize| column(&text, width));
        environment.add_filter("right", |text: String, width: usize| format!("{text:>width$}"));
        for (name, source) in SOURCES {
            environment.add_template(name, source)?;
        }
        Ok(Self { environment, folder: language.tag() })
    }

    /// The subject: one line.
    pub fn subject(
        &self,
        audience: Audience,
        view: &impl Serialize,
    ) -> Result<String, minijinja::Error> {
        self.line(&format!("{}.subject", audience.word()), view)
    }

    /// A template of the language, as one line.
    pub fn line(&self, name: &str, view: &impl Serialize) -> Result<String, minijinja::Error> {
        Ok(self.part(name, view)?.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The text part.
    pub fn text(
        &self,
        audience: Audience,
        view: &impl Serialize,
    ) -> Result<String, minijinja::Error> {
        self.render(audience, "text", view)
    }

    /// The HTML part, escaped.
    pub fn html(
        &self,
        audience: Audience,
        view: &impl Serialize,
    ) -> Result<String, minijinja::Error> {
        self.render(audience, "html", view)
    }

    fn render(
        &self,
        audience: Audience,
        part: &str,
        view: &impl Serialize,
    ) -> Result<String, minijinja::Error> {
        self.part(&format!("{}.{part}", audience.word()), view)
    }

    /// A template that every language shares: its words are values.
    pub fn shared(&self, name: &str, view: &impl Serialize) -> Result<String, minijinja::Error> {
        self.environment.get_template(name)?.render(context! { ..Value::from_serialize(view) })
    }

    /// A template of the language.
    pub fn part(&self, name: &str, view: &impl Serialize) -> Result<String, minijinja::Error> {
        let name = format!("{}/{name}", self.folder);
        self.environment.get_template(&name)?.render(context! { ..Value::from_serialize(view) })
    }
}

/// A text filled up to a width; a longer one stands on lines of its own, before an empty column.
fn column(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        format!("{text:<width$}")
    } else {
        format!("{}\n{}", wrapped(text, 4, TEXT_WIDTH), " ".repeat(width + 2))
    }
}
