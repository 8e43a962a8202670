//! Certificates of the tests' mail server, made anew in each process.

use std::sync::{Arc, OnceLock};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What the server shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// One for `localhost` by the authority the agreement names.
    Good,
    /// One for another host.
    OtherHost,
    /// One that has expired.
    Expired,
    /// One by an authority nobody named.
    Stranger,
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    // A name of its own: a certificate whose issuer bears its own name passes for self-signed.
    params.distinguished_name.push(DnType::CommonName, "Autoridade dos testes");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

fn ours() -> &'static Authority {
    static OURS: OnceLock<Authority> = OnceLock::new();
    OURS.get_or_init(authority)
}

/// The authority's certificate, for `ca-file`.
pub fn ca_pem() -> &'static str {
    &ours().pem
}

/// A certificate for `localhost` by our authority and its key, for a server that reads files.
pub fn localhost_pem() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    (params.signed_by(&key, &ours().issuer).unwrap().pem(), key.serialize_pem())
}

/// The server's side of TLS.
pub fn config(shown: Shown) -> Arc<rustls::ServerConfig> {
    let stranger = authority();
    let authority = if shown == Shown::Stranger { &stranger } else { ours() };
    let host = if shown == Shown::OtherHost { "outro.exemplo.com.br" } else { "localhost" };
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    if shown == Shown::Expired {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &authority.issuer).unwrap();
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    Arc::new(
        versions
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], secret)
            .unwrap(),
    )
}
