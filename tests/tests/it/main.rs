//! The services as a whole: real processes, real sockets, real files.

mod grpcurl;
mod support;

mod bad_input;
mod batch;
mod cards;
mod cluster;
mod defence;
mod disk;
mod dispatchers;
mod import;
mod import_command;
mod june;
mod kill;
mod model;
mod policies;
mod privacy;
mod proof;
mod pull;
mod readme;
mod reflection;
mod replicas;
mod shutdown;
mod syscalls;
