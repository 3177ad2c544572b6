//! A throwaway etcd, and what is asked of it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use prost::Message;
use tokio::process::Child;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

use super::Failure;
use super::h2load::Target;
use super::tools::free_port;
use super::unprivileged::{open_to_others, unprivileged};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// An etcd of one member, with its usual durability: a write is answered when it is on disk.
#[derive(Debug)]
pub(super) struct Etcd {
    endpoint: String,
    /// It is killed when this is dropped.
    child: Child,
}

impl Etcd {
    /// Starts it with its files in this directory.
    pub(super) async fn start(directory: &Path) -> Result<Etcd, Failure> {
        open_to_others(directory)?;
        let endpoint = format!("http://127.0.0.1:{}", free_port()?);
        let peers = format!("http://127.0.0.1:{}", free_port()?);
        let log = std::fs::File::create(directory.join("etcd.log"))?;
        let child = unprivileged("etcd")
            .current_dir(directory)
            .args(["--name", "bench", "--log-level", "error", "--data-dir"])
            .arg(directory.join("data"))
            .args(["--listen-client-urls", &endpoint])
            .args(["--advertise-client-urls", &endpoint])
            .args(["--listen-peer-urls", &peers])
            .args(["--initial-advertise-peer-urls", &peers])
            .args(["--initial-cluster", &format!("bench={peers}")])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let mut etcd = Etcd { endpoint, child };
        let ready = async {
            while etcd.revision().await.is_err() {
                if let Some(status) = etcd.child.try_wait()? {
                    return Err(format!("etcd ended at once ({status})").into());
                }
                tokio::time::sleep(ASK_AGAIN).await;
            }
            Ok::<_, Failure>(())
        };
        tokio::time::timeout(PATIENCE, ready).await??;
        Ok(etcd)
    }

    /// Puts of a value under one key.
    pub(super) fn put(&self, value: Vec<u8>, file: &Path) -> Result<Target, Failure> {
        let request = PutRequest {
            key: b"call".to_vec(),
            value,
        };
        Target::new(&self.endpoint, "etcdserverpb.KV/Put", &request, file)
    }

    /// How many changes were made, one a put.
    pub(super) async fn revision(&self) -> Result<i64, Failure> {
        let channel = Endpoint::from_shared(self.endpoint.clone())?.connect_lazy();
        let mut client = tonic::client::Grpc::<Channel>::new(channel);
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let request = Request::new(RangeRequest {
            key: b"call".to_vec(),
        });
        let path = PathAndQuery::from_static("/etcdserverpb.KV/Range");
        let codec = ProstCodec::<RangeRequest, RangeResponse>::default();
        let answer = client.unary(request, path, codec).await?.into_inner();
        Ok(answer.header.map_or(0, |header| header.revision))
    }
}

/// The messages of etcd's API, as far as they are needed.
#[derive(Clone, PartialEq, Message)]
struct PutRequest {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct RangeRequest {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct RangeResponse {
    #[prost(message, optional, tag = "1")]
    header: Option<ResponseHeader>,
}

#[derive(Clone, PartialEq, Message)]
struct ResponseHeader {
    #[prost(int64, tag = "3")]
    revision: i64,
}
