//! Hides the types of operations, so that cases can call them by name.

use std::future::Future;
use std::marker::PhantomData;

use awsquery::rt::serde::de::DeserializeOwned;
use awsquery::rt::{self, Request as Input, Structure};
use awsquery::server::{Envelope, Parameters, Refusal, ResponseFormat};
use awsquery::value::{Expose, Exposed};
use awsquery::{Config, Error};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use crate::replay::{Replay, now};

/// Endpoint of requests that are not sent over a network.
const ENDPOINT: &str = "http://127.0.0.1:1";
/// Largest number of parameters, which is more than any case has.
const MANY: usize = 100_000;

/// A generated crate.
pub trait Api {
    /// The client of the crate.
    type Client;

    /// Creates a client.
    fn client(config: Config) -> Self::Client;

    /// Returns the same client without the checks of the model.
    fn unchecked(client: &Self::Client) -> Self::Client;

    /// Sends a request.
    fn send<R: Input>(
        client: &Self::Client,
        request: &R,
    ) -> impl Future<Output = Result<awsquery::Response<R::Output>, Error>>;

    /// Returns the members of an error that the model describes, by the name of its shape.
    fn modelled(error: &Error, shape: &str) -> Option<Value>;
}

/// An operation whose types are hidden.
pub trait Bridge: Sync {
    /// Returns the runtime's description of the operation.
    fn operation(&self) -> &'static rt::Operation;

    /// Sends a request through the client, which receives the given response. The request is not checked if there is a
    /// response, because such a case is about the response.
    ///
    /// # Errors
    ///
    /// The input cannot be read as a request.
    fn call(&self, input: &Value, response: Option<Response<Bytes>>) -> Result<Call, String>;

    /// Sends a request through a client of an endpoint, which receives no response.
    ///
    /// # Errors
    ///
    /// The input cannot be read as a request.
    fn call_at(&self, endpoint: &str, input: &Value) -> Result<Call, String>;

    /// Returns the members of an error that the model describes, by the name of its shape.
    fn modelled(&self, error: &Error, shape: &str) -> Option<Value>;

    /// Decodes a request from a form, as a server does.
    ///
    /// # Errors
    ///
    /// The server refuses the form.
    fn receive(&self, form: &[u8]) -> Result<Value, Refusal>;

    /// Checks that a server decodes the given input from a form.
    ///
    /// # Errors
    ///
    /// The server refuses the form, or decodes another request.
    fn receives(&self, form: &[u8], input: &Value) -> Result<(), String>;

    /// Checks that a client decodes the same output again from the response that a server writes for it.
    ///
    /// # Errors
    ///
    /// The client cannot decode a response, or the outputs differ.
    fn echoes(&self, input: &Value, response: Response<Bytes>) -> Result<(), String>;
}

/// A finished call.
#[derive(Debug)]
pub struct Call {
    /// The request, if one was sent.
    pub sent: Option<Request<Bytes>>,
    /// The result that the caller received.
    pub result: Result<Decoded, Error>,
}

/// A successful response.
#[derive(Debug)]
pub struct Decoded {
    /// The output.
    pub output: Value,
    /// The ID of the request.
    pub request_id: Option<String>,
}

/// The operation of a request type, called through the client of a crate.
#[derive(Debug)]
pub struct Typed<A, R>(PhantomData<fn() -> (A, R)>);

impl<A, R> Typed<A, R> {
    /// The only value.
    pub const NEW: Self = Self(PhantomData);
}

impl<A, R> Typed<A, R>
where
    A: Api,
    R: Input + DeserializeOwned,
{
    fn send(&self, request: &R, response: Option<Response<Bytes>>) -> Result<Sent<R>, String> {
        self.send_to(ENDPOINT, request, response)
    }

    fn send_to(&self, endpoint: &str, request: &R, response: Option<Response<Bytes>>) -> Result<Sent<R>, String> {
        let checked = response.is_none();
        let replay = Replay::new(response);
        let client = A::client(replay.config().with_endpoint(endpoint));
        let client = if checked { client } else { A::unchecked(&client) };
        let result = now(A::send(&client, request))?;
        Ok(Sent { request: replay.sent(), result })
    }
}

struct Sent<R: Input> {
    request: Option<Request<Bytes>>,
    result: Result<awsquery::Response<R::Output>, Error>,
}

impl<R: Input> Sent<R>
where
    R::Output: Expose,
{
    fn call(self) -> Result<Call, String> {
        let result = match self.result {
            Ok(response) => Ok(Decoded { output: json(&response.output)?, request_id: response.request_id }),
            Err(error) => Err(error),
        };
        Ok(Call { sent: self.request, result })
    }
}

impl<A, R> Bridge for Typed<A, R>
where
    A: Api,
    R: Input + Structure + Expose + PartialEq + DeserializeOwned,
    R::Output: Structure + Expose + PartialEq,
{
    fn operation(&self) -> &'static rt::Operation {
        R::OPERATION
    }

    fn call(&self, input: &Value, response: Option<Response<Bytes>>) -> Result<Call, String> {
        self.send(&read(input)?, response)?.call()
    }

    fn call_at(&self, endpoint: &str, input: &Value) -> Result<Call, String> {
        self.send_to(endpoint, &read(input)?, None)?.call()
    }

    fn modelled(&self, error: &Error, shape: &str) -> Option<Value> {
        A::modelled(error, shape)
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

    fn echoes(&self, input: &Value, response: Response<Bytes>) -> Result<(), String> {
        let request: R = read(input)?;
        let first = self.send(&request, Some(response))?.result.map_err(|error| error.to_string())?;
        let envelope = Envelope { request_id: "an-id", format: ResponseFormat::Json };
        let text = rt::reply(R::OPERATION, &first.output, envelope);
        serde_json::from_str::<Value>(&text).map_err(|error| format!("{error} in {text}"))?;
        let text = rt::reply(R::OPERATION, &first.output, Envelope { format: ResponseFormat::Xml, ..envelope });
        let again = self.send(&request, Some(Response::new(text.clone().into())))?;
        let second = again.result.map_err(|error| format!("{error} in {text}"))?;
        if second.request_id.as_deref() != Some("an-id") {
            return Err(format!("the request ID is {:?}", second.request_id));
        }
        same(&first.output, &second.output).map_err(|difference| format!("{difference} in {text}"))
    }
}

/// Checks that two values are equal. NaN counts as equal to itself.
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

/// Writes a value as JSON with the names of the model, including secrets.
///
/// # Errors
///
/// The value cannot be written.
pub fn json<T: Expose>(value: &T) -> Result<Value, String> {
    serde_json::to_value(Exposed(value)).map_err(|error| error.to_string())
}

/// Defines a table of the operations of a crate. The arguments are the name of the table, the module of the crate, its
/// request types, and its errors by their shapes. `codegen::dispatch` writes them.
#[macro_export]
macro_rules! bridges {
    ($name:ident, $module:ident, [$($request:ident),*], [$($shape:literal => $error:ident),*]) => {
        /// The operations of the service.
        pub static $name: &[&dyn $crate::Bridge] = {
            use $crate::reexports::{awsquery, serde_json};

            struct Service;

            impl $crate::Api for Service {
                type Client = $module::Client;

                fn client(config: awsquery::Config) -> $module::Client {
                    $module::Client::new(config)
                }

                fn unchecked(client: &$module::Client) -> $module::Client {
                    client.unchecked()
                }

                async fn send<R: awsquery::Request>(
                    client: &$module::Client,
                    request: &R,
                ) -> Result<awsquery::Response<R::Output>, awsquery::Error> {
                    client.send(request).await.map_err($module::Error::into_runtime)
                }

                fn modelled(error: &awsquery::Error, shape: &str) -> Option<serde_json::Value> {
                    match shape {
                        $($shape => $crate::json(&error.modelled::<$module::$error>()?).ok(),)*
                        _ => None,
                    }
                }
            }

            &[$(&$crate::Typed::<Service, $module::$request>::NEW),*]
        };
    };
}
