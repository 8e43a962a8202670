//! Against Postfix and Dovecot with a configuration of our own: what is sent is fetched back and read.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{CANARY, DELIVER, Job, pki};
use crate::room::Room;
use crate::support::skip::skip;

const USERS: [&str; 4] = ["mkt", "midia", "vendas", "revops"];
/// Prints, as JSON, what each mailbox holds: fetched over IMAP and read by Python's own parser.
const FETCH: &str = r#"
import email, email.policy, imaplib, json, ssl, sys
port, password, ca = int(sys.argv[1]), sys.argv[2], sys.argv[3]
found = {}
for user in sys.argv[4:]:
    box = imaplib.IMAP4_SSL("localhost", port, ssl_context=ssl.create_default_context(cafile=ca))
    box.login(user, password)
    box.select("INBOX")
    letters = []
    for number in box.search(None, "ALL")[1][0].split():
        raw = box.fetch(number, "(RFC822)")[1][0][1]
        letter = email.message_from_bytes(raw, policy=email.policy.default)
        assert not letter.defects, letter.defects
        letters.append({"subject": letter["Subject"], "id": letter["Message-ID"], "to": letter["To"],
                        "text": letter.get_body(("plain",)).get_content(),
                        "attached": [part.get_filename() for part in letter.iter_attachments()]})
    found[user] = letters
print(json.dumps(found))
"#;

/// Seconds of patience with the server that answers at once, and with the one that answers too late.
const USUAL: u64 = 120;
const LATE: u64 = 10;

/// Postfix's inner services: name, how each runs, and its program.
const SERVICES: [(&str, &str, &str); 13] = [
    ("cleanup", "n - n - 0", "cleanup"),
    ("qmgr", "n - n 300 1", "qmgr"),
    ("tlsmgr", "- - n 1000? 1", "tlsmgr"),
    ("rewrite", "- - n - -", "trivial-rewrite"),
    ("bounce", "- - n - 0", "bounce"),
    ("defer", "- - n - 0", "bounce"),
    ("trace", "- - n - 0", "bounce"),
    ("proxymap", "- - n - -", "proxymap"),
    ("error", "- - n - -", "error"),
    ("retry", "- - n - -", "error"),
    ("virtual", "- n n - -", "virtual"),
    ("anvil", "- - n - 1", "anvil"),
    ("scache", "- - n - 1", "scache"),
];

/// The two servers, gone when dropped.
struct House {
    folder: tempfile::TempDir,
    /// Submission, usual; and one that answers the text later than the program waits.
    ports: [u16; 2],
    imaps: u16,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn has(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

impl House {
    /// Starts them; nothing where they are not installed or may not be started.
    fn start() -> Option<Self> {
        if !is_root() || !["postfix", "dovecot", "python3"].into_iter().all(has) {
            skip("no Postfix, Dovecot and Python here, or no right to start them");
            return None;
        }
        let house = Self {
            folder: tempfile::tempdir().unwrap(),
            ports: [free_port(), free_port()],
            imaps: free_port(),
        };
        house.write();
        let postfix = house.path("postfix");
        house.call(&format!("postfix -c {} start", postfix.display()));
        house.call(&format!("dovecot -c {}", house.path("dovecot.conf").display()));
        for port in house.ports.iter().chain([&house.imaps]) {
            wait_until(&format!("port {port}"), || {
                TcpStream::connect(("127.0.0.1", *port)).is_ok()
            });
        }
        Some(house)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command; what stays behind in the background must not hold a pipe of ours open.
    fn call(&self, command: &str) {
        let log = self.path("mail.log");
        let status = Command::new("sh")
            .args(["-c", &format!("({command}) </dev/null >>{} 2>&1", log.display())])
            .status()
            .unwrap();
        assert!(status.success(), "{command}: {}", fs::read_to_string(log).unwrap_or_default());
    }

    fn write(&self) {
        let base = self.folder.path();
        fs::set_permissions(base, fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["postfix", "queue", "data", "mail", "run"] {
            fs::create_dir(self.path(name)).unwrap();
        }
        let (certificate, key) = pki::localhost_pem();
        for (name, text) in
            [("cert.pem", certificate.as_str()), ("key.pem", &key), ("ca.pem", pki::ca_pem())]
        {
            fs::write(self.path(name), text).unwrap();
        }
        self.call(&format!(
            "chown postfix {0}/data && chown -R 5000:5000 {0}/mail && chmod 600 {0}/key.pem",
            base.display()
        ));
        fs::write(self.path("postfix/main.cf"), Self::main_cf(base)).unwrap();
        fs::write(self.path("postfix/master.cf"), self.master_cf()).unwrap();
        fs::write(self.path("dovecot.conf"), self.dovecot(base)).unwrap();
        let users =
            ["acordo"].iter().chain(&USERS).map(|user| format!("{user}:{{PLAIN}}{CANARY}\n"));
        fs::write(self.path("users"), users.collect::<String>()).unwrap();
    }

    fn main_cf(base: &Path) -> String {
        let boxes: Vec<String> =
            USERS.iter().map(|user| format!("{{ {user}@empresa.com.br = {user}/ }}")).collect();
        format!(
            "compatibility_level = 3.6\nqueue_directory = {0}/queue\ndata_directory = {0}/data\nmaillog_file = {0}/mail.log\n\
             maillog_file_prefixes = {0}\nmyhostname = correio.teste\nmydestination =\nmynetworks =\ninet_interfaces = 127.0.0.1\n\
             inet_protocols = ipv4\nalias_maps =\nalias_database =\ndefault_transport = error:nothing leaves this test\n\
             message_size_limit = 10000000\nvirtual_mailbox_limit = 0\nvirtual_mailbox_domains = empresa.com.br\n\
             virtual_mailbox_base = {0}/mail\nvirtual_mailbox_maps = inline:{{ {1} }}\nvirtual_uid_maps = static:5000\n\
             virtual_gid_maps = static:5000\nsmtpd_tls_cert_file = {0}/cert.pem\nsmtpd_tls_key_file = {0}/key.pem\n\
             smtpd_sasl_type = dovecot\nsmtpd_sasl_path = {0}/queue/private/auth\n\
             smtpd_relay_restrictions = permit_sasl_authenticated, reject\n",
            base.display(),
            boxes.join(", ")
        )
    }

    fn master_cf(&self) -> String {
        let [usual, late] = self.ports;
        let submission = "smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes";
        let services: String = SERVICES
            .iter()
            .map(|(name, how, command)| format!("{name} unix {how} {command}\n"))
            .collect();
        format!(
            "127.0.0.1:{usual} inet n - n - - {submission}\n127.0.0.1:{late} inet n - n - - {submission} \
             -o {{ smtpd_end_of_data_restrictions = sleep {}, permit }}\n{services}postlog unix-dgram n - n - 1 postlogd\n",
            LATE + 5
        )
    }

    fn dovecot(&self, base: &Path) -> String {
        format!(
            "base_dir = {0}/run\nlog_path = {0}/dovecot.log\nprotocols = imap\nlisten = 127.0.0.1\nssl = required\n\
             ssl_cert = <{0}/cert.pem\nssl_key = <{0}/key.pem\nmail_location = maildir:{0}/mail/%n\nfirst_valid_uid = 1000\n\
             passdb {{\n  driver = passwd-file\n  args = {0}/users\n}}\n\
             userdb {{\n  driver = static\n  args = uid=5000 gid=5000 home={0}/mail/%n\n}}\n\
             service auth {{\n  unix_listener {0}/queue/private/auth {{\n    mode = 0660\n    user = postfix\n    group = postfix\n  }}\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    port = 0\n  }}\n  inet_listener imaps {{\n    port = {1}\n    ssl = yes\n  }}\n}}\n",
            base.display(),
            self.imaps
        )
    }

    /// What the mailboxes hold.
    fn letters(&self) -> Value {
        let mut fetch = Command::new("python3");
        fetch
            .args(["-c", FETCH, &self.imaps.to_string(), CANARY])
            .arg(self.path("ca.pem"))
            .args(USERS);
        let output = fetch.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Waits until the mailboxes hold so many letters.
    fn holds(&self, expected: [usize; 4]) -> Value {
        let count = || USERS.map(|user| self.letters()[user].as_array().unwrap().len());
        wait_until(&format!("{expected:?} letters, {:?}", count()), || count() == expected);
        self.letters()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let (postfix, dovecot) = (self.path("postfix"), self.path("dovecot.conf"));
        let _stopped = Command::new("postfix")
            .arg("-c")
            .arg(postfix)
            .arg("stop")
            .stderr(Stdio::null())
            .status();
        let _stopped = Command::new("dovecot")
            .arg("-c")
            .arg(dovecot)
            .arg("stop")
            .stderr(Stdio::null())
            .status();
    }
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// A job that sends to a port and waits so many seconds: real servers start programs before they first answer.
fn job(port: u16, patience: u64) -> Job {
    Job { patience, ..Job::to(port) }
}

#[test]
fn letters_pass_through_real_servers_and_are_read_back() {
    let Some(house) = House::start() else { return };
    let checked = job(house.ports[0], USUAL).acordo("check");
    assert!(checked.exit == 0 && checked.stdout.contains("aceita acordo"), "{checked:?}");

    // Signed in over STARTTLS: one letter each, whole.
    let told = job(house.ports[0], USUAL).run();
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let letters = house.holds([1, 1, 1, 0]);
    for user in ["mkt", "midia", "vendas"] {
        let letter = &letters[user][0];
        assert_eq!(letter["attached"], serde_json::json!(["acordo_2026-11-23.xlsx"]), "{user}");
        assert!(
            letter["subject"].as_str().unwrap().contains("23/11")
                && !letter["text"].as_str().unwrap().is_empty(),
            "{letter}"
        );
    }
    assert_eq!(letters["mkt"][0]["id"], letters["midia"][0]["id"], "one message an audience");

    // One address that is not there stops nobody, and the operator reads of it.
    let partial =
        job(house.ports[0], USUAL).with("Mídia <midia@empresa.com.br>", "ninguem@empresa.com.br");
    let told = partial.acordo("run --as-of 2026-11-24T08:00 --send");
    assert_eq!(told.exit, 5, "{}", told.stderr);
    let letters = house.holds([2, 1, 2, 1]);
    let text = letters["revops"][0]["text"].as_str().unwrap();
    assert!(text.contains("ninguem@empresa.com.br") && text.contains("550"), "{text}");
    let again = partial.acordo("run --as-of 2026-11-24T08:00 --send");
    assert_eq!(again.exit, 5);
    house.holds([2, 1, 2, 1]);

    // The answer comes later than the program waits: unknown, though it arrived; once more at most, and the same.
    let late = job(house.ports[1], LATE);
    let told = late.acordo("run --as-of 2026-11-25T08:00 --send");
    assert_eq!(told.exit, 5, "{}", told.stderr);
    assert!(late.states().values().all(|state| state == "unknown"), "{:?}", late.states());
    thread::sleep(Duration::from_secs(5));
    let again = Job { patience: USUAL, ..late }
        .with(&format!("port = {}", house.ports[1]), &format!("port = {}", house.ports[0]));
    assert_eq!(again.acordo("run --as-of 2026-11-25T08:00 --send").exit, 0);
    let ids = |letters: &Value| -> Vec<String> {
        letters["vendas"]
            .as_array()
            .unwrap()
            .iter()
            .map(|letter| letter["id"].to_string())
            .filter(|id| id.contains("2026-11-25"))
            .collect()
    };
    wait_until("the second copy", || ids(&house.letters()).len() == 2);
    let copies = ids(&house.letters());
    assert_eq!(copies[0], copies[1], "the second copy is the same message");
    assert_eq!(again.acordo("run --as-of 2026-11-25T08:00 --send").exit, 0);
    assert_eq!(ids(&house.letters()).len(), 2, "and never a third");
    statements_arrive_once(&house);
}

/// A sealed period goes to each audience with both of its files, and asked for again it does not go again.
fn statements_arrive_once(house: &House) {
    let room = Room::copy_of("tests/it/close");
    let text = room
        .text("acordo.toml")
        .replace("@exemplo.com.br", "@empresa.com.br")
        .replace("diretoria@", "midia@");
    fs::write(
        room.path("acordo.toml"),
        text + &DELIVER.replace("PORT", &house.ports[0].to_string()),
    )
    .unwrap();
    fs::copy(house.path("ca.pem"), room.path("ca.pem")).unwrap();
    let job = Job { room, patience: USUAL };
    let before = house.letters();
    let counts = |more: usize| {
        USERS.map(|user| {
            before[user].as_array().unwrap().len() + if user == "revops" { 0 } else { more }
        })
    };
    for now in ["2026-11-06T09:00:00-03:00", "2026-11-09T09:00:00-03:00"] {
        let told = job
            .room
            .tell(job.command("close --yes --period 2026-10 --send").env("ACORDO_NOW", now));
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let letters = house.holds(counts(1));
        for user in ["mkt", "midia", "vendas"] {
            let letter = letters[user].as_array().unwrap().last().unwrap();
            assert_eq!(
                letter["attached"],
                serde_json::json!(["acordo_2026-10_termo.xlsx", "acordo_2026-10_termo.json"]),
                "{letter}"
            );
        }
    }
}
