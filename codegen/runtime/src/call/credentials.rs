//! The credentials of a client: how it gets and checks them.

use aws_credential_types::Credentials as SdkCredentials;
use aws_credential_types::provider::ProvideCredentials as _;

use crate::call::client::{AsyncIo, Client, within};
use crate::call::core::usable;
use crate::error::Error;
use crate::platform::credentials::Credentials;
use crate::protocol::operation::Operation;

impl Client {
    /// Returns the credentials that the next call would be signed with: asks the provider, and checks that they can be sent.
    ///
    /// Call it to find missing or malformed credentials early, for example before asking a person for a code. It sends
    /// nothing itself, but a provider may have to. Whether the service accepts the credentials is not known before a call.
    ///
    /// ```no_run
    /// # async fn example(client: awsquery::Client) -> Result<(), awsquery::Error> {
    /// let credentials = client.credentials().await?;
    /// println!("calls are signed by {}", credentials.access_key_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work, if the provider fails or does not respond within the deadline, or if a part
    /// of the credentials is empty or contains characters that it may not contain.
    pub async fn credentials(&self) -> Result<Credentials, Error> {
        self.credentials_of(None).await
    }

    /// Returns the same as [`credentials`](Self::credentials), for a layer that examines them before it sends a call of this
    /// operation.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as [`credentials`](Self::credentials). The error says that the operation was not sent.
    pub async fn credentials_for(&self, operation: &'static Operation) -> Result<Credentials, Error> {
        self.credentials_of(Some(operation)).await
    }

    async fn credentials_of(&self, operation: Option<&'static Operation>) -> Result<Credentials, Error> {
        self.prepare_and_provide(operation).await.map(Credentials::from)
    }

    /// Prepares the client for its first call, and gets credentials.
    pub(super) async fn prepare_and_provide(
        &self,
        operation: Option<&'static Operation>,
    ) -> Result<SdkCredentials, Error> {
        self.provide(operation, &self.core.ready(operation)?.io).await
    }

    /// Gets credentials from the provider, within the deadline of an operation, and checks them.
    pub(super) async fn provide(
        &self,
        operation: Option<&'static Operation>,
        io: &AsyncIo,
    ) -> Result<SdkCredentials, Error> {
        let deadline = self.core.limits().deadline;
        match within(&*io.sleep, deadline, self.credentials.provide_credentials()).await {
            Ok(Some(Ok(credentials))) => usable(operation, credentials),
            Ok(Some(Err(error))) => Err(Error::credentials(operation, error)),
            Ok(None) => Err(Error::credentials_deadline(operation, deadline)),
            Err(error) => Err(Error::config(operation, error)),
        }
    }
}
