//! What servers say without the secret they were told: some repeat the line they did not expect, in whatever writing, some of it today and the
//! rest tomorrow.
//!
//! Of a reply so much is kept that cannot be part of a secret: its codes, addresses and names that anybody may see, and the words that mail
//! servers and systems use ([`USUAL`]). In the place of anything else three dots stand. A usual word that stands within the secret itself is none.
//! So no reply needs to be compared with others: nothing is kept that a later one could complete.

use super::Refusal;

/// Signs of a reply that are shown.
const SHOWN: usize = 300;
/// Signs from which on a usual word tells something of a secret that holds it.
const TELLING: usize = 3;
/// What stands around words.
const AROUND: &[char] = &['.', ',', ':', ';', '!', '?', '(', ')', '<', '>', '[', ']', '"', '\''];
/// What parts two words that stand together.
const PARTING: &[char] = &['-', '/', '\'', '='];
/// What stands in the place of words that are not kept.
const HIDDEN: &str = "…";

/// What is kept of replies. Nothing of it is a secret's but the secret.
#[derive(Clone, Default)]
pub struct Veil {
    /// In small letters; empty where there is none to hide.
    secret: String,
    /// Addresses and names that anybody may see, in small letters.
    known: Vec<String>,
}

impl Veil {
    /// The veil over a secret.
    pub fn of(secret: &str) -> Self {
        Self { secret: secret.to_lowercase(), known: Vec::new() }
    }

    /// Words that anybody may see, such as addresses; one that shares something with the secret is none.
    pub fn with_known<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        let words = words.into_iter().map(str::to_lowercase);
        let own: Vec<String> = words.filter(|word| !self.is_of_secret(word)).collect();
        self.known.extend(own);
        self
    }

    /// A refusal in words that give nothing away.
    pub fn cover(&self, mut refusal: Refusal) -> Refusal {
        if !self.secret.is_empty() {
            refusal.said = self.kept(&refusal.said);
        }
        refusal.said = refusal.said.chars().take(SHOWN).collect();
        refusal
    }

    fn kept(&self, said: &str) -> String {
        let mut kept: Vec<&str> = Vec::new();
        for (place, word) in said.split_whitespace().enumerate() {
            if place < 2 && is_code(word) || self.is_usual(word) {
                kept.push(word);
            } else if kept.last() != Some(&HIDDEN) {
                kept.push(HIDDEN);
            }
        }
        kept.join(" ")
    }

    fn is_usual(&self, written: &str) -> bool {
        let word = written.trim_matches(AROUND).to_lowercase();
        let is_known = self.known.contains(&word);
        let mut parts = word.split(PARTING);
        let around = written.chars().count() - word.chars().count();
        around < 5 && (is_known || parts.all(is_usual)) && !self.is_of_secret(&word)
    }

    fn is_of_secret(&self, word: &str) -> bool {
        let is_whole =
            |part: &str| self.secret.split(|c: char| !c.is_alphanumeric()).any(|own| own == part);
        let is_in = |part: &str| {
            !part.is_empty()
                && (part.len() >= TELLING && self.secret.contains(part) || is_whole(part))
        };
        let has_all = !self.secret.is_empty() && word.contains(&self.secret);
        has_all || is_in(word) || word.split(PARTING).any(is_in)
    }
}

/// A word of mail servers, or nothing, as between two signs.
fn is_usual(part: &str) -> bool {
    part.is_empty() || USUAL.split_whitespace().any(|word| word == part)
}

/// `550`, `550-5.7.1`, `5.7.1`.
fn is_code(word: &str) -> bool {
    let is_digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_reply = |part: &str| part.len() == 3 && is_digits(part, 3);
    let is_enhanced = |part: &str| {
        part.split('.').count() == 3 && part.split('.').all(|number| is_digits(number, 3))
    };
    match word.split_once('-') {
        Some((reply, enhanced)) => {
            is_reply(reply) && (enhanced.is_empty() || is_enhanced(enhanced))
        }
        None => is_reply(word) || is_enhanced(word),
    }
}

/// Words of mail servers and of systems: none is anybody's.
const USUAL: &str = "
    a abort aborted abuse accept accepted accepting access account accounts address addresses
    after again alias aliases all allowed already an and another any application are as associated
    at attempt attempts auth authenticate authenticated authentication authentifiziert authority
    authorized available bad badencoding bare basic basicauthblocked be because been before being
    big blacklist blacklisted blank block blocked blocklist blocklisted body bounce box broken
    busy but by bye bytes can cannot caused certificate chain check client closed closing code
    command commands complete completed condition conditions configuration configured connect
    connected connection connections contact contacting contain contains content correct could
    country credentials current currently daily data day deactivated deferred delayed delete
    deliver delivered delivery denied deny detected did directly directory disabled discarded disk
    dkim dmarc dns do does domain domains don due duplicate early ehlo email enabled encrypted
    encryption end enough entry eof error errors esmtp establish established exceed exceeded
    exceeds exist exists expected expired expn external failed failure fake fatal few file filter
    first for forbidden format found from full gateway get go goodbye got graylisted greeting
    greylist greylisted greylisting group had handshake has have header headers hello helo here hi
    host hostname hour however id if in inactive incoming incorrect information input insufficient
    internal into invalid invalidcertificate io ip is issuer it its join junk known later length
    less limit limited limits line list listed local locked login long lookup machine mail mailbox
    mailboxes mails maintenance malformed malware mandatory many match maximum may mechanism
    message messages method minute minutes missing moment more moved must my name names need
    needed network new no nobody none noop not notice notpermitted notvalidforname notvalidyet now
    number of off offered ok older on once one only operation option or os oserror other our out
    outgoing over overquota page parameter parameters pass password passwords peer per permanent
    permission permissions permitted phishing ping pipe plain please policies policy port possible
    postmaster prior problem process processing prohibited protection protocol provide queue
    queued quit quota rate rcpt reached read reading reason received recipient recipients
    recognized record reenter refused reject rejected rejecting relay relaying remote reply report
    reputation request requested require required requires reset resolve resolved resources
    response restricted retry reverse revoked right root route routing rset rule same score secure
    security see self send sendas sendasdenied sender senders sending sends sent sequence server
    servers service session shutting sign signed since size smtp so soft some sorry spam specific
    spf start starttls state status still storage stored stream string submission submit such
    supplied support supported suspended suspicious syntax system systems temporarily temporary
    terminated text than that the there this time timed timeout tls to token too traffic
    transaction transfer transient transport trouble trust trusted try trying type unable
    unauthenticated unavailable unencrypted unexpected unimplemented unknown unknowncritical
    unknownissuer unreachable unrecognized unsolicited unsupported until up uri use used user
    username users using valid validation verification verified verify version via virtual virus
    visit vrfy wait was we welcome when which will with within without would write writing wrong
    you your
";

#[cfg(test)]
mod tests {
    use super::super::Class;
    use super::*;

    fn shown(secret: &str, said: &str) -> String {
        let veil = Veil::of(secret).with_known(["ana@x.test", "mail.x.test"]);
        veil.cover(Refusal::new(Class::Never, "text", said)).said
    }

    const REPLIES: [(&str, &str); 12] = [
        ("550 5.1.1 <ana@x.test>: Recipient address rejected: User unknown", ""),
        ("554 5.7.1 <ana@x.test>: Relay access denied", ""),
        ("535 5.7.8 Error: authentication failed: authentication failure", ""),
        ("452 4.2.2 The email account is over quota", ""),
        ("550 5.2.1 the mailbox is disabled for this sender", ""),
        ("550-5.7.26 This mail has been blocked because the sender is unauthenticated.", ""),
        ("530 5.7.0 Authentication required", ""),
        (
            "451 4.7.1 Greylisting in action, please try again later",
            "451 4.7.1 Greylisting in … please try again later",
        ),
        ("552 5.3.4 Message size exceeds fixed limit", "552 5.3.4 Message size exceeds … limit"),
        ("Connection refused (os error 111)", "Connection refused (os error …"),
        ("550 9f3b7 said canario 99 97 110 97", "550 …"),
        ("550 5.7.1 0x63, 0x61 Y2FuYXJpbw==", "550 5.7.1 …"),
    ];

    #[test]
    fn usual_words_are_kept_and_nothing_else() {
        for (said, kept) in REPLIES {
            assert_eq!(shown("canario-9f3b7", said), if kept.is_empty() { said } else { kept });
        }
        assert_eq!(
            shown("", REPLIES[10].0),
            REPLIES[10].0,
            "without a secret there is none to hide"
        );
        assert_eq!(USUAL, USUAL.to_lowercase());
    }

    #[test]
    fn nothing_of_a_secret_is_kept_in_whatever_writing() {
        use base64::Engine as _;
        let base64 = |text: &str| base64::prelude::BASE64_STANDARD.encode(text);
        for secret in [
            "canario-9f3b7",
            "Zx9!k",
            "pass word with blanks",
            "relay-user",
            "a=b%41&c",
            "senha do João",
        ] {
            let each = |form: &dyn Fn(u8) -> String| secret.bytes().map(form).collect::<String>();
            let half =
                secret.char_indices().nth(secret.chars().count() / 2).map_or(0, |(at, _)| at);
            let (head, tail) = secret.split_at(half);
            for said in [
                secret.to_owned(),
                secret.to_uppercase(),
                head.to_owned(),
                tail.to_owned(),
                base64(secret),
                base64(&base64(secret)),
                base64(&format!("\0acordo\0{secret}")),
                each(&|byte| format!("{byte:02x}")),
                each(&|byte| format!("{byte} ")),
                each(&|byte| format!("0x{byte:02x}, ")),
                each(&|byte| format!("%{byte:02X}")),
                each(&|byte| format!("{byte:02x}00")),
                secret.chars().rev().collect(),
                secret.chars().flat_map(|sign| [sign, '-']).collect(),
            ] {
                let kept = shown(secret, &format!("550 5.7.1 {said} is wrong"));
                let words = kept.split(' ').skip(2);
                let own: Vec<&str> =
                    words.filter(|word| !["is", "wrong", HIDDEN, "with"].contains(word)).collect();
                assert!(own.is_empty(), "{secret}: {said}: {kept}");
            }
        }
    }

    /// Of usual replies nearly all is kept, whatever the password.
    #[test]
    fn a_password_by_chance_hides_next_to_nothing() {
        let mut seed = 7_u64;
        let mut sign = || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#-_"
                [(seed >> 33) as usize % 66] as char
        };
        let passwords: Vec<String> =
            (0..1_000).map(|_| (0..16).map(|_| sign()).collect()).collect();
        let usual = REPLIES.iter().take(10);
        let changed = usual.flat_map(|(said, kept)| {
            let kept = if kept.is_empty() { *said } else { *kept };
            passwords.iter().filter(move |own| shown(own, said) != kept)
        });
        let changed = changed.count();
        assert!(changed < 40, "{changed} of 10,000");
    }
}
