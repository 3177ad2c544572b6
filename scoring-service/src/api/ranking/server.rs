//! The service as it is served: all methods as they were generated, but for `GetRanking`. A generated method owns its answer, and to
//! copy one costs more than to encode it; so here an answer may be shared. It is encoded for each call anew.

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::Arc;
use std::task;

use hotline_common::server::MAX_MESSAGE_BYTES;
use hotline_proto::codec::buffers;
use hotline_proto::scoring::GetRankingRequest;
use hotline_proto::scoring::ranking_service_server::RankingServiceServer;
use http::{Request as HttpRequest, Response as HttpResponse};
use prost::bytes::BufMut as _;
use tonic::body::Body;
use tonic::codec::{BufferSettings, Codec, EncodeBuf, Encoder};
use tonic::codegen::BoxFuture;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstDecoder;

use super::{Service, get};
use crate::encode;

/// The method that is not served as it was generated.
const GET_RANKING: &str = "/hotline.scoring.v1.RankingService/GetRanking";

/// How much a buffer grows at once: a ranking of some fifty units fits.
const BUFFER: usize = 16 * 1024;

thread_local! {
    /// Where an answer is written before it is put into the call's buffer, whose length must be right from the start.
    static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Serves rankings.
#[derive(Clone, Debug)]
pub(in crate::api) struct Server {
    service: Arc<Service>,
    generated: RankingServiceServer<Service>,
}

impl Server {
    pub(in crate::api) fn new(service: Service) -> Server {
        let service = Arc::new(service);
        Server {
            generated: RankingServiceServer::from_arc(Arc::clone(&service))
                .max_decoding_message_size(MAX_MESSAGE_BYTES),
            service,
        }
    }
}

impl NamedService for Server {
    const NAME: &'static str = RankingServiceServer::<Service>::NAME;
}

impl tower::Service<HttpRequest<Body>> for Server {
    type Response = HttpResponse<Body>;
    type Error = Infallible;
    type Future = BoxFuture<HttpResponse<Body>, Infallible>;

    fn poll_ready(
        &mut self,
        context: &mut task::Context<'_>,
    ) -> task::Poll<Result<(), Infallible>> {
        tower::Service::<HttpRequest<Body>>::poll_ready(&mut self.generated, context)
    }

    fn call(&mut self, request: HttpRequest<Body>) -> Self::Future {
        if request.uri().path() != GET_RANKING {
            return self.generated.call(request);
        }
        let method = GetRanking(Arc::clone(&self.service));
        Box::pin(async move {
            let mut grpc =
                Grpc::new(Shared).apply_max_message_size_config(Some(MAX_MESSAGE_BYTES), None);
            Ok(grpc.unary(method, request).await)
        })
    }
}

struct GetRanking(Arc<Service>);

impl UnaryService<GetRankingRequest> for GetRanking {
    type Response = get::Answer;
    type Future = BoxFuture<Response<get::Answer>, Status>;

    fn call(&mut self, request: Request<GetRankingRequest>) -> Self::Future {
        let service = Arc::clone(&self.0);
        Box::pin(async move {
            let answer = get::get(&service.context, request.into_inner()).await?;
            Ok(Response::new(answer))
        })
    }
}

/// Encodes answers that may be shared.
#[derive(Clone, Copy, Debug)]
struct Shared;

impl Codec for Shared {
    type Encode = get::Answer;
    type Decode = GetRankingRequest;
    type Encoder = Shared;
    type Decoder = ProstDecoder<GetRankingRequest>;

    fn encoder(&mut self) -> Shared {
        Shared
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstDecoder::new(buffers())
    }
}

impl Encoder for Shared {
    type Item = get::Answer;
    type Error = Status;

    fn encode(&mut self, answer: get::Answer, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        WRITTEN.with_borrow_mut(|written| {
            written.clear();
            encode::bytes::ranking(answer.ranking(), written);
            buffer.put_slice(written);
        });
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFER, BUFFER)
    }
}
