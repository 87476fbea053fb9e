//! Operations with their types hidden, so that cases can be run by name.

use std::future::Future;
use std::marker::PhantomData;

use awsquery::rt::serde::de::DeserializeOwned;
use awsquery::rt::{self, Receive, Reply, Request as Input};
use awsquery::server::{Parameters, Refusal};
use awsquery::{Answer, Config, Error, Expose, Exposed};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use crate::replay::{Replay, now};

/// More parameters than any case has.
const MANY: usize = 100_000;

/// A generated client.
pub trait Api {
    /// A client with these settings.
    fn new(config: Config) -> Self;

    /// Sends a request.
    fn send<R: Input>(&self, request: &R) -> impl Future<Output = Result<Answer<R::Response>, Error>>;

    /// The members of an error that the model describes, by the name of its shape.
    fn modelled(error: &Error, shape: &str) -> Option<Value>;
}

/// One operation.
pub trait Bridge: Sync {
    /// What the runtime knows of it.
    fn operation(&self) -> &'static rt::Operation;

    /// Sends a request through the client, which is answered with `answer`.
    ///
    /// # Errors
    ///
    /// If the input cannot even be read.
    fn call(&self, input: &Value, answer: Option<Response<Bytes>>) -> Result<Call, String>;

    /// The members of an error that the model describes.
    fn modelled(&self, error: &Error, shape: &str) -> Option<Value>;

    /// Reads a request from a form as a server does.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    fn receive(&self, form: &[u8]) -> Result<Value, Refusal>;

    /// Whether a server reads from the form the request that `input` is.
    ///
    /// # Errors
    ///
    /// If it does not.
    fn receives(&self, form: &[u8], input: &Value) -> Result<(), String>;

    /// Whether a client reads from a server's answer the output that is in `answer`.
    ///
    /// # Errors
    ///
    /// If it does not.
    fn echoes(&self, input: &Value, answer: Response<Bytes>) -> Result<(), String>;
}

/// What became of a call.
#[derive(Debug)]
pub struct Call {
    /// What was sent, if anything was.
    pub sent: Option<Request<Bytes>>,
    /// What the caller got.
    pub result: Result<Answered, Error>,
}

/// A successful answer.
#[derive(Debug)]
pub struct Answered {
    /// The output.
    pub output: Value,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// The operation of a request, called by a client.
pub(crate) struct Typed<C, R>(PhantomData<fn() -> (C, R)>);

impl<C, R> Typed<C, R> {
    pub(crate) const NEW: Self = Self(PhantomData);
}

impl<C, R> Typed<C, R>
where
    C: Api,
    R: Input + DeserializeOwned,
{
    fn send(&self, request: &R, answer: Option<Response<Bytes>>) -> Result<Sent<R>, String> {
        let replay = Replay::new(answer);
        let result = now(C::new(replay.config()).send(request))?;
        Ok(Sent { request: replay.sent(), result })
    }
}

struct Sent<R: Input> {
    request: Option<Request<Bytes>>,
    result: Result<Answer<R::Response>, Error>,
}

impl<C, R> Bridge for Typed<C, R>
where
    C: Api,
    R: Input + Receive + Expose + PartialEq + DeserializeOwned,
    R::Response: Reply + Expose + PartialEq,
{
    fn operation(&self) -> &'static rt::Operation {
        R::OPERATION
    }

    fn call(&self, input: &Value, answer: Option<Response<Bytes>>) -> Result<Call, String> {
        let sent = self.send(&read(input)?, answer)?;
        let result = match sent.result {
            Ok(answer) => Ok(Answered { output: json(&answer.response)?, request_id: answer.request_id }),
            Err(error) => Err(error),
        };
        Ok(Call { sent: sent.request, result })
    }

    fn modelled(&self, error: &Error, shape: &str) -> Option<Value> {
        C::modelled(error, shape)
    }

    fn receive(&self, form: &[u8]) -> Result<Value, Refusal> {
        let request: R = rt::receive(&Parameters::parse(form, MANY)?)?;
        json(&request).map_err(|problem| Refusal::new(500, "Test", problem))
    }

    fn receives(&self, form: &[u8], input: &Value) -> Result<(), String> {
        let sent: R = read(input)?;
        let parameters = Parameters::parse(form, MANY).map_err(|refusal| refusal.to_string())?;
        let received: R = rt::receive(&parameters).map_err(|refusal| refusal.to_string())?;
        same(&sent, &received)
    }

    fn echoes(&self, input: &Value, answer: Response<Bytes>) -> Result<(), String> {
        let request: R = read(input)?;
        let first = self.send(&request, Some(answer))?.result.map_err(|error| error.to_string())?;
        let text = rt::reply(R::OPERATION, &first.response, "an-id");
        let again = self.send(&request, Some(Response::new(text.clone().into())))?;
        let second = again.result.map_err(|error| format!("{error} in {text}"))?;
        if second.request_id.as_deref() != Some("an-id") {
            return Err(format!("the request id is {:?}", second.request_id));
        }
        same(&first.response, &second.response).map_err(|difference| format!("{difference} in {text}"))
    }
}

/// Equal, or equal but for numbers that are no numbers.
fn same<T: PartialEq + Expose>(expected: &T, found: &T) -> Result<(), String> {
    let (one, other) = (json(expected)?, json(found)?);
    if expected == found || (one == other && one.to_string().contains("\"NaN\"")) {
        return Ok(());
    }
    Err(format!("expected {one}\n   found {other}"))
}

fn read<R: DeserializeOwned>(input: &Value) -> Result<R, String> {
    R::deserialize(input).map_err(|error| error.to_string())
}

/// A value by the service's own names, secrets included.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn json<T: Expose>(value: &T) -> Result<Value, String> {
    serde_json::to_value(Exposed(value)).map_err(|error| error.to_string())
}

/// A table of a service's operations, and how its client and errors are used.
macro_rules! bridges {
    ($name:ident, $module:ident, [$($request:ident),*], [$($shape:literal => $error:ident),*]) => {
        /// The operations of the service.
        pub static $name: &[&dyn crate::Bridge] = &[
            $(&crate::bridge::Typed::<$module::Client, $module::$request>::NEW),*
        ];

        impl crate::bridge::Api for $module::Client {
            fn new(config: awsquery::Config) -> Self {
                Self::new(config)
            }

            async fn send<R: awsquery::Request>(
                &self,
                request: &R,
            ) -> Result<awsquery::Answer<R::Response>, awsquery::Error> {
                self.send(request).await.map_err($module::Error::into_inner)
            }

            fn modelled(error: &awsquery::Error, shape: &str) -> Option<serde_json::Value> {
                match shape {
                    $($shape => crate::bridge::json(&error.modelled::<$module::$error>()?).ok(),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use bridges;
