//! The page of the agreement as a text, and as HTML that needs nothing else: no script, no other file, one A4 page on paper.

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::format::wrapped;

const HTML: &str = include_str!("../../templates/agreement.html");
const TEXT: &str = include_str!("../../templates/agreement.text");
const WIDTH: usize = 96;

/// The page as HTML, escaped.
pub fn html(page: &impl Serialize) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.render_str(HTML, page)
}

/// The page as plain text.
pub fn text(page: &impl Serialize) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("wrap", |text: String, indent: usize| wrapped(&text, indent, WIDTH));
    environment.render_str(TEXT, page)
}
