//! Sessions of the calling user.

use awsquery::Secret;

use crate::api::{GetSessionTokenRequest, GetSessionTokenResponse};
use crate::calls::mfa::TakesMfa;
use crate::calls::{SessionCall, SessionOperation};
use crate::client::Sts;
use crate::kind::Async;
use crate::session::caller::{Caller, CallingSession};

/// A call of `GetSessionToken`. Created by [`Sts::new_session`].
pub type NewSession<K = Async> = SessionCall<GetSessionTokenRequest, K>;

impl Sts {
    /// Creates a session of the calling user, who can prove possession of an MFA device with it.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts, code: &str) -> Result<(), sts::Error> {
    /// let session = sts.new_session().mfa("arn:aws:iam::123456789012:mfa/Alice", code).await?;
    /// println!("{} until {}", session.credentials().access_key_id(), session.expires_at());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_session(&self) -> NewSession {
        SessionCall::new(&self.state, GetSessionTokenRequest::builder().build_unchecked())
    }
}

impl SessionOperation for GetSessionTokenRequest {
    type Principal = ();

    fn new_session(&self, _current: &CallingSession) -> CallingSession {
        CallingSession::not_scoped_down(Caller::Session)
    }

    fn principal(_response: GetSessionTokenResponse) {}
}

impl TakesMfa for GetSessionTokenRequest {
    fn set_mfa(&mut self, serial_number: String, code: Option<Secret>) {
        self.serial_number = Some(serial_number);
        self.token_code = code;
    }
}
