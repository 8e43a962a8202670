//! A mail server that fails where it is told to and remembers what it took: it shares nothing with the program.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::pki::{self, Shown};

/// A moment of the conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    Connect,
    Greeting,
    Ehlo,
    StartTls,
    Handshake,
    Auth,
    Mail,
    Rcpt,
    Data,
    Body,
    Dot,
    Quit,
}

/// What goes wrong there.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// This is said instead of the usual.
    Say(&'static str),
    /// This is said as well, in one piece with the usual.
    SayMore(&'static str),
    /// Nothing is said until the client leaves.
    Silence,
    /// The line is cut.
    Cut,
    /// The usual is said, this much later.
    Late(Duration),
    /// A byte now and then, without end.
    Drip,
    /// It refuses, and repeats the line it heard.
    Repeat,
    /// No more recipients than this in a transaction.
    AtMost(usize),
}

/// A fault.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// What.
    pub act: Act,
    /// A message whose text has come is kept all the same.
    pub keeps: bool,
    /// Only for commands that name this.
    pub only: &'static str,
    /// How often.
    pub times: usize,
}

impl Fault {
    /// A fault that always happens.
    pub fn new(at: At, act: Act) -> Self {
        Self { at, act, keeps: false, only: "", times: usize::MAX }
    }
}

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct Kept {
    /// To whom.
    pub to: Vec<String>,
    /// Its bytes, the stuffing of dots undone.
    pub text: Vec<u8>,
}

/// What the server's threads share.
struct House {
    faults: Mutex<Vec<Fault>>,
    kept: Mutex<Vec<Kept>>,
    said: Mutex<Vec<String>>,
    tls: Arc<rustls::ServerConfig>,
    offers: &'static str,
    at_once: bool,
}

/// The server.
pub struct Server {
    /// Where it listens.
    pub port: u16,
    house: Arc<House>,
}

/// What STARTTLS servers offer once the line is encrypted.
pub const USUAL: &str = "250-SIZE 10000000\r\n250-AUTH PLAIN LOGIN XOAUTH2\r\n250 8BITMIME\r\n";

impl Server {
    /// A server that shows a certificate and fails nowhere yet.
    pub fn start(shown: Shown, offers: &'static str, at_once: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (faults, kept, said) = (Mutex::default(), Mutex::default(), Mutex::default());
        let house =
            Arc::new(House { faults, kept, said, tls: pki::config(shown), offers, at_once });
        let shared = Arc::clone(&house);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let house = Arc::clone(&shared);
                thread::spawn(move || drop(serve(&stream, &house)));
            }
        });
        Self { port, house }
    }

    /// The faults from now on.
    pub fn fail(&self, faults: &[Fault]) {
        *self.house.faults.lock().unwrap() = faults.to_vec();
    }

    /// What it took.
    pub fn kept(&self) -> Vec<Kept> {
        self.house.kept.lock().unwrap().clone()
    }

    /// How many copies of report letters it took for an address.
    pub fn copies(&self, address: &str) -> usize {
        self.kept().iter().filter(|kept| kept.to.iter().any(|to| to == address)).count()
    }

    /// Commands it heard that begin so.
    pub fn heard(&self, verb: &str) -> usize {
        self.house.said.lock().unwrap().iter().filter(|line| line.starts_with(verb)).count()
    }
}

trait Wire: Read + Write {}
impl<T: Read + Write> Wire for T {}

/// One conversation.
struct Session<'a> {
    wire: Box<dyn Wire>,
    house: &'a House,
}

fn serve(stream: &TcpStream, house: &House) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut session = Session { wire: Box::new(stream.try_clone()?), house };
    if house.at_once {
        session.encrypt(stream)?;
    }
    if session.fault(At::Connect, "").is_some() {
        return stream.shutdown(std::net::Shutdown::Both);
    }
    session.answer(At::Greeting, "", "220 teste ESMTP\r\n")?;
    let (mut to, mut is_encrypted) = (Vec::new(), house.at_once);
    loop {
        let line = session.line()?;
        house.said.lock().unwrap().push(line.clone());
        let verb: String =
            line.chars().take_while(|sign| *sign != ' ').collect::<String>().to_uppercase();
        match verb.as_str() {
            "EHLO" if is_encrypted => {
                let offers = format!("250-teste\r\n{}", house.offers);
                session.answer(At::Ehlo, "", &offers).map(drop)?;
            }
            "EHLO" if house.offers.contains("NOTLS") => session.say("250 teste\r\n")?,
            "EHLO" => session.say("250-teste\r\n250 STARTTLS\r\n")?,
            "STARTTLS" => {
                session.answer(At::StartTls, "", "220 go\r\n")?;
                session.answer(At::Handshake, "", "")?;
                session.encrypt(stream)?;
                is_encrypted = true;
            }
            "AUTH" => session.sign_in(&line)?,
            "MAIL" => {
                to.clear();
                session.answer(At::Mail, &line, "250 ok\r\n")?;
            }
            "RCPT" if session.is_full(to.len()) => {
                session.say("452 4.5.3 too many recipients\r\n")?
            }
            "RCPT" => {
                if session.answer(At::Rcpt, &line, "250 ok\r\n")? {
                    to.push(line.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                }
            }
            "DATA" => {
                if session.answer(At::Data, "", "354 go on\r\n")? {
                    session.take(&to)?;
                }
            }
            "QUIT" => {
                session.answer(At::Quit, "", "221 bye\r\n")?;
                return Ok(());
            }
            _ => session.say("250 ok\r\n")?,
        }
    }
}

impl Session<'_> {
    fn encrypt(&mut self, stream: &TcpStream) -> io::Result<()> {
        let connection =
            rustls::ServerConnection::new(Arc::clone(&self.house.tls)).map_err(io::Error::other)?;
        self.wire = Box::new(rustls::StreamOwned::new(connection, stream.try_clone()?));
        Ok(())
    }

    fn sign_in(&mut self, line: &str) -> io::Result<()> {
        let mut last = line.to_owned();
        if line.to_uppercase().ends_with("LOGIN") {
            self.say("334 VXNlcm5hbWU6\r\n")?;
            self.line()?;
            self.say("334 UGFzc3dvcmQ6\r\n")?;
            last = self.line()?;
        }
        self.answer(At::Auth, &last, "235 welcome\r\n").map(|_| ())
    }

    /// The text up to its dot; it is kept when it is answered for, or when the fault says so.
    fn take(&mut self, to: &[String]) -> io::Result<()> {
        if self.fault(At::Body, "").is_some() {
            let mut some = [0; 4_000];
            let _begun = self.wire.read(&mut some)?;
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let mut text = Vec::new();
        loop {
            let line = self.line()?;
            if line == "." {
                break;
            }
            text.extend_from_slice(line.strip_prefix('.').unwrap_or(&line).as_bytes());
            text.extend_from_slice(b"\r\n");
        }
        let fault = self
            .house
            .faults
            .lock()
            .unwrap()
            .iter()
            .find(|fault| fault.at == At::Dot && fault.times > 0)
            .copied();
        let keep = || self.house.kept.lock().unwrap().push(Kept { to: to.to_vec(), text });
        match fault {
            Some(fault) if !fault.keeps => {}
            _ => keep(),
        }
        self.answer(At::Dot, "", "250 taken\r\n").map(|_| ())
    }

    /// Says the usual, or does what the fault here asks for; true when the usual was said.
    fn answer(&mut self, at: At, line: &str, usual: &str) -> io::Result<bool> {
        let Some(act) = self.fault(at, line) else {
            self.say(usual)?;
            return Ok(true);
        };
        match act {
            Act::Say(words) => self.say(words).map(|()| false),
            Act::SayMore(words) => self.say(&format!("{usual}{words}")).map(|()| true),
            Act::Late(time) => {
                thread::sleep(time);
                self.say(usual).map(|()| true)
            }
            Act::Cut => Err(io::ErrorKind::ConnectionAborted.into()),
            Act::Silence => {
                let mut nothing = [0; 100];
                while self.wire.read(&mut nothing)? > 0 {}
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Act::Repeat => self.say(&format!("500 5.5.1 what is {line}\r\n")).map(|()| false),
            Act::AtMost(_) => self.say(usual).map(|()| true),
            Act::Drip => loop {
                self.say("2")?;
                thread::sleep(Duration::from_millis(100));
            },
        }
    }

    /// Whether the transaction has all the recipients it may have.
    fn is_full(&self, count: usize) -> bool {
        self.house
            .faults
            .lock()
            .unwrap()
            .iter()
            .any(|fault| matches!(fault.act, Act::AtMost(most) if count >= most))
    }

    fn fault(&self, at: At, line: &str) -> Option<Act> {
        let mut faults = self.house.faults.lock().unwrap();
        let fault = faults
            .iter_mut()
            .find(|fault| fault.at == at && fault.times > 0 && line.contains(fault.only))?;
        fault.times -= 1;
        Some(fault.act)
    }

    fn say(&mut self, words: &str) -> io::Result<()> {
        self.wire.write_all(words.as_bytes())?;
        self.wire.flush()
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        let mut sign = [0];
        loop {
            if self.wire.read(&mut sign)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match sign[0] {
                b'\n' => {
                    return Ok(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned());
                }
                other => line.push(other),
            }
        }
    }
}
