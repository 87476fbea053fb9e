//! The generated client works, and contains only the selected operations.
#![allow(clippy::unwrap_used, reason = "a test says by failing what it expected")]

#[allow(dead_code, reason = "`main` needs an account")]
#[path = "../examples/list_users.rs"]
mod list_users;

use build_script::iam::{Client, CreateUserRequest, GetUserRequest, ListUsersRequest};
use bytes::Bytes;
use harness::{Replay, now};
use http::Response;

fn client(replay: &Replay) -> Client {
    Client::new(replay.config().with_endpoint("https://iam.amazonaws.com"))
}

fn response(body: &str) -> Option<Response<Bytes>> {
    Some(Response::new(Bytes::copy_from_slice(body.as_bytes())))
}

#[test]
fn an_operation_is_called_and_its_response_is_decoded() {
    let replay = Replay::new(response(
        "<CreateUserResponse><CreateUserResult><User><Path>/team/</Path><UserName>Bob</UserName>\
         <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Arn>arn:aws:iam::123456789012:user/team/Bob</Arn>\
         <CreateDate>2026-01-02T03:04:05Z</CreateDate></User></CreateUserResult></CreateUserResponse>",
    ));
    let request = CreateUserRequest::builder("Bob").path("/team/").build().unwrap();
    let created = now(client(&replay).create_user(&request)).unwrap().unwrap();
    assert!(format!("{created:?}").contains("arn:aws:iam::123456789012:user/team/Bob"), "{created:?}");
    let sent = replay.sent().unwrap();
    assert_eq!(sent.body(), "Action=CreateUser&Version=2010-05-08&Path=%2Fteam%2F&UserName=Bob");
}

#[test]
fn limits_of_the_model_are_checked_before_anything_is_sent() {
    let replay = Replay::new(None);
    let error = CreateUserRequest::builder("Bob").path("no slashes").build().unwrap_err();
    assert!(error.to_string().contains("Path"), "{error}");
    let request = GetUserRequest::builder().user_name("").build_unchecked();
    assert!(now(client(&replay).get_user(&request)).unwrap().is_err());
    assert!(replay.sent().is_none());
}

#[test]
fn paginators_belong_to_the_selected_operations() {
    let request = ListUsersRequest::builder().build().unwrap();
    let _pages = client(&Replay::new(None)).pages(request);
}

#[test]
fn other_operations_are_not_generated() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/iam.rs"));
    assert!(generated.contains("pub async fn list_users") && !generated.contains("AccessKey"));
}

#[test]
fn the_example_lists_users() {
    let replay = Replay::new(response(
        "<ListUsersResponse><ListUsersResult><IsTruncated>false</IsTruncated><Users>\
         <member><UserName>Alice</UserName></member><member><UserName>Bob</UserName></member>\
         </Users></ListUsersResult></ListUsersResponse>",
    ));
    assert_eq!(now(list_users::user_names(&client(&replay))).unwrap().unwrap(), ["Alice", "Bob"]);
}
