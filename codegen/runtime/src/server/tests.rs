mod fields;
mod parameters;
mod receive;
mod verify;
mod writer;
