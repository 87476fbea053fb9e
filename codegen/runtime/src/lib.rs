//! What clients and servers generated from AWS Query models stand on.
