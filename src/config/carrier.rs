//! `[mail.deliver]`: a folder, or a server with how to sign in to it.

use std::path::Path;

use super::kind::{self, Kind};
use super::reader::Table;
use crate::model::agreement::{Account, MailSettings, SecretSource, Security, Server, SignIn};

const SUBMISSION: u32 = 587;
const SUBMISSION_TLS: u32 = 465;
const TIMEOUT: u32 = 600;
/// Keys that name where a password is: exactly one of them.
const SECRETS: [&str; 5] =
    ["password-env", "password-file", "password-command", "password-credential", "keyring"];

/// Adds how letters are delivered to the settings of `[mail]`.
pub fn read(mail: &Table<'_>, folder: &Path, settings: MailSettings) -> MailSettings {
    let Some(deliver) = mail.table("deliver") else { return settings };
    let outbox = deliver.read("folder", &kind::path()).map(|name| folder.join(name));
    let server = server(&deliver, folder);
    deliver.close();
    if server.is_some() {
        refuse(&deliver, "folder", "smtp");
        if !mail.has("from") {
            mail.miss("from", "@address");
        }
    }
    MailSettings { folder: outbox.unwrap_or(settings.folder), server, ..settings }
}

fn server(deliver: &Table<'_>, folder: &Path) -> Option<Server> {
    let port = deliver.read("port", &kind::whole(1, 65_535));
    let security = deliver.read(
        "security",
        &Kind::word("bad-value", [("starttls", Security::StartTls), ("tls", Security::Tls)]),
    );
    let security = security.unwrap_or(if port == Some(SUBMISSION_TLS) {
        Security::Tls
    } else {
        Security::StartTls
    });
    let usual = if security == Security::Tls { SUBMISSION_TLS } else { SUBMISSION };
    let timeout = deliver.read("timeout", &kind::patience()).unwrap_or(TIMEOUT);
    let ca_file = deliver.read("ca-file", &kind::path()).map(|name| folder.join(name));
    let account = account(deliver, folder);
    let host = deliver.read("smtp", &kind::host());
    let is_server = ["port", "security", "user", "login", "ca-file", "timeout"]
        .iter()
        .chain(&SECRETS)
        .any(|key| deliver.has(key));
    if is_server && !deliver.has("smtp") {
        deliver.miss("smtp", "@text");
    }
    let port = u16::try_from(port.unwrap_or(usual)).unwrap_or_default();
    Some(Server { host: host?, port, security, account, ca_file, timeout })
}

/// Who signs in; a user without a password, or with two, is reported.
fn account(deliver: &Table<'_>, folder: &Path) -> Option<Account> {
    let mechanisms =
        [("plain", SignIn::Plain), ("login", SignIn::Login), ("xoauth2", SignIn::Xoauth2)];
    let login =
        deliver.read("login", &Kind::word("bad-value", mechanisms)).unwrap_or(SignIn::Plain);
    let user = deliver.read("user", &kind::text());
    let secret = secret(deliver, folder, user.as_deref().unwrap_or_default());
    let named: Vec<&'static str> = SECRETS.into_iter().filter(|key| deliver.has(key)).collect();
    if let [first, second, ..] = named.as_slice() {
        refuse(deliver, second, first);
    }
    match (deliver.has("user"), named.is_empty()) {
        (true, true) => deliver.miss("password-env", &SECRETS.join(", ")),
        (false, false) => deliver.miss("user", "@text"),
        _ => {}
    }
    Some(Account { user: user?, login, secret: secret? })
}

fn secret(deliver: &Table<'_>, folder: &Path, user: &str) -> Option<SecretSource> {
    let read = |key| deliver.read(key, &kind::text());
    let sources = [
        deliver.read("password-env", &kind::variable()).map(SecretSource::Env),
        deliver
            .read("password-file", &kind::path())
            .map(|name| SecretSource::File(folder.join(name))),
        read("password-command").map(SecretSource::Command),
        read("password-credential").map(SecretSource::Credential),
        read("keyring").map(|service| SecretSource::Keyring(service, user.to_owned())),
    ];
    sources.into_iter().flatten().next()
}

/// Reports a key that does not go with another one that is there.
fn refuse(deliver: &Table<'_>, key: &'static str, other: &str) {
    if let Some(value) = deliver.get(key) {
        value.at(()).refuse(deliver.file(), "forbidden-combination", other, "");
    }
}
