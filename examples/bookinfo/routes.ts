import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Gateway, HttpAction, MeshService, StringMatch, TrafficSplit, VirtualService } from '../../src';

/** The routes, as a team writes them that owns neither the gateway nor the services: everything is crossed by name. */
export class RoutesChart extends Chart {
  constructor(scope: Construct, id: string, newReviewsPercent: number) {
    super(scope, id, { namespace: 'bookinfo' });
    const gateway = Gateway.fromName(this, 'Gateway', 'istio-ingress/bookinfo-gateway');
    const productpage = MeshService.fromHost(this, 'Productpage', 'productpage.bookinfo.svc.cluster.local');
    const reviews = MeshService.fromHost(this, 'Reviews', 'reviews.bookinfo.svc.cluster.local');

    const bookinfo = new VirtualService(this, 'Bookinfo', { hosts: ['bookinfo.example.com'], gateways: [gateway] });
    bookinfo.addHttpRoute('productpage', {
      match: [
        { uri: StringMatch.exact('/productpage') },
        { uri: StringMatch.prefix('/static') },
        { uri: StringMatch.exact('/login') },
        { uri: StringMatch.exact('/logout') },
        { uri: StringMatch.prefix('/api/v1/products') },
      ],
      action: HttpAction.route(TrafficSplit.to(productpage.portNumber(9080))),
    });

    // Jason tests version 3; everybody else gets version 1, and a share of them version 2.
    const routes = new VirtualService(this, 'ReviewsRoutes', { name: 'reviews', hosts: [reviews.host] });
    routes.addHttpRoute('jason', {
      match: [{ headers: { 'end-user': StringMatch.exact('jason') } }],
      action: HttpAction.route(TrafficSplit.to(reviews.subset('v3'))),
    });
    routes.addHttpRoute('split', {
      action: HttpAction.route(TrafficSplit.canary(reviews.subset('v1'), reviews.subset('v2'), newReviewsPercent)),
    });
  }
}
