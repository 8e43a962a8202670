//! The beginning of an agreement that many tests share: one month, one promise, one folder of letters.

/// All but the sources: ten leads a month are promised.
pub fn head(language: &str, reports: &str) -> String {
    format!(
        r#"
[agreement]
name = "Formas"
language = "{language}"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 3
[working-time]
weekdays = ["09:00-18:00"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
target = 10
[report]
folder = "{reports}"
[mail]
from = "a@b.com"
deliver = {{ folder = "outbox" }}
"#
    )
}
