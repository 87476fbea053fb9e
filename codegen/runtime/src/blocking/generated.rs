//! The blocking client of a generated crate.

/// Defines the blocking client of a generated crate: `module` is the root of the generated code, and a list of operations
/// follows.
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_client {
    (
        $module:ident;
        $($(#[$attribute:meta])* $method:ident($request:ident) -> $response:ident;)*
    ) => {
        /// A client that blocks the thread. Each operation is a method.
        ///
        /// Every request is checked against the service model before it is sent. Clones are cheap and share connections, the
        /// retry budget and the clock.
        #[derive(Clone, Debug)]
        pub struct Client($crate::blocking::Client);

        impl Client {
            /// Creates a client with this configuration. The first call reads the environment and opens connections.
            pub fn new(config: $crate::Config) -> Self {
                Self($crate::blocking::Client::new(&$module::SERVICE, $module::endpoint::resolve, config))
            }

            /// Returns a client that does not check requests against the service model, for services that imitate this one
            /// and for limits that AWS has relaxed in the meantime.
            pub fn unchecked(&self) -> Self {
                Self(self.0.unchecked())
            }

            /// Returns a client with other credentials, which shares connections, the retry quota and the clock.
            pub fn with_credentials(
                &self,
                credentials: impl $crate::platform::BlockingProvideCredentials + 'static,
            ) -> Self {
                Self(self.0.with_credentials(credentials))
            }

            /// Returns a client whose calls have these limits for time and for the size of a response, and which shares
            /// connections, the retry quota and the clock.
            pub fn with_limits(&self, limits: $crate::CallLimits) -> Self {
                Self(self.0.with_limits(limits))
            }

            /// Returns a client whose errors keep a summary of their request, for layers that explain errors.
            pub fn with_summaries(&self, summarize: $crate::layer::Summarize) -> Self {
                Self(self.0.with_summaries(summarize))
            }

            /// Returns the client of the runtime, which is independent of the service and can sign requests that other
            /// programs send.
            pub fn as_runtime(&self) -> &$crate::blocking::Client {
                &self.0
            }

            /// Prepares the client for its first call: reads the environment, resolves the endpoint and loads
            /// certificates.
            ///
            /// # Errors
            ///
            /// Fails if the configuration is incomplete or not valid, so that calls would fail.
            pub fn prepare(&self) -> ::core::result::Result<(), $crate::ConfigError> {
                self.0.prepare()
            }

            /// Returns the client's clock, which is corrected by the service's responses. Use it to decide whether
            /// credentials have expired.
            pub fn clock(&self) -> ::std::sync::Arc<dyn $crate::Clock> {
                self.0.clock()
            }

            /// Sends a request for any operation and returns its output together with the request id.
            ///
            /// # Errors
            ///
            /// Fails for the same reasons as the method of the operation.
            pub fn send<R: $crate::Request>(
                &self,
                request: &R,
            ) -> ::core::result::Result<$crate::Response<R::Output>, $module::Error> {
                self.0.send(request).map_err($module::Error::from)
            }

            /// Asks the service whether it would perform the request, without performing it.
            ///
            /// # Errors
            ///
            /// Fails if the service would refuse the request, if the call fails, or if the service reports success, so that it
            /// may have performed the request.
            pub fn dry_run<R: $crate::DryRun>(
                &self,
                request: &R,
            ) -> ::core::result::Result<$crate::Permitted, $module::Error> {
                self.0.dry_run(request).map_err($module::Error::from)
            }

            /// Returns the pages of an operation's output, one after the other.
            /// [`items`](awsquery::blocking::Pages::items) returns the items on the pages instead.
            pub fn pages<R: $crate::paginate::Paginate>(
                &self,
                request: R,
            ) -> $crate::blocking::Pages<R, $module::Error> {
                $crate::blocking::Pages::new(&self.0, request)
            }

            /// Repeats a request until the condition of a waiter holds, for at most `limit`. Returns the last output, or
            /// `None` if the waiter waits for an error.
            ///
            /// # Errors
            ///
            /// Fails if the state can no longer be reached, if a call fails, or if the time limit is reached.
            pub fn wait_until<R: $crate::Request + 'static>(
                &self,
                waiter: &$crate::Waiter<R>,
                request: &R,
                limit: ::core::time::Duration,
            ) -> ::core::result::Result<::core::option::Option<R::Output>, $crate::WaitError<$module::Error>> {
                self.0.wait_until(waiter, request, limit)
            }

            $(
                #[doc = ::core::concat!(
                    "Does the same as the async [`", ::core::stringify!($method), "`](",
                    ::core::stringify!($module), "::Client::", ::core::stringify!($method), "), and blocks the thread.",
                    "\n\n# Errors\n\nFails for the same reasons."
                )]
                $(#[$attribute])*
                pub fn $method(
                    &self,
                    request: &$module::$request,
                ) -> ::core::result::Result<$module::$response, $module::Error> {
                    self.0.call(request).map_err($module::Error::from)
                }
            )*
        }
    };
}
