/**
 * Annotation of a DestinationRule: names of its subsets that no route may name any more, sorted, with `,` between them. They stay for one
 * release, so that routes in the cluster never name a subset that is gone.
 */
export const RETIRED_SUBSETS = 'cdk8s-istio/retired-subsets';
