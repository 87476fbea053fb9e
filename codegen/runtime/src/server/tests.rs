mod fields;
mod parameters;
mod presigned;
mod receive;
mod verify;
mod writer;
