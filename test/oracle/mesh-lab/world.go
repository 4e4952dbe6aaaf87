package main

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/yaml"
)

// A pod: there is one for every Deployment, and for whatever else has a pod template.
type workload struct {
	namespace, name     string
	index               int
	labels, annotations map[string]string
	serviceAccount      string
	containerPorts      []corev1.ContainerPort
	// Whether a sidecar is injected, if it is no gateway.
	sidecar bool
	// Whether a Gateway selects it.
	router bool
}

func (w *workload) String() string { return w.namespace + "/" + w.name }

// ip is the pod's address as Istio knows it.
func (w *workload) ip() string { return fmt.Sprintf("10.244.%d.%d", w.index/250, w.index%250+1) }

// world is what a cluster would hold of the manifests.
type world struct {
	namespaces map[string]*corev1.Namespace
	services   []*corev1.Service
	workloads  []*workload
	// The documents of Istio's kinds.
	istio []string
}

// The shape of everything that makes pods.
type podMaker struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Template *corev1.PodTemplateSpec `json:"template"`
	} `json:"spec"`
}

// readWorld reads documents; what is neither of Istio nor a Service, a Namespace or a maker of pods does not matter here.
func readWorld(documents []string) (*world, error) {
	w := &world{namespaces: map[string]*corev1.Namespace{}}
	for _, document := range documents {
		var object podMaker
		if err := yaml.Unmarshal([]byte(document), &object); err != nil {
			return nil, fmt.Errorf("a document cannot be read: %w", err)
		}
		switch {
		case strings.Contains(strings.Split(object.APIVersion, "/")[0], "istio.io"):
			w.istio = append(w.istio, document)
		case object.APIVersion == "v1" && object.Kind == "Service":
			service := &corev1.Service{}
			if err := yaml.Unmarshal([]byte(document), service); err != nil {
				return nil, err
			}
			w.services = append(w.services, service)
		case object.APIVersion == "v1" && object.Kind == "Namespace":
			namespace := &corev1.Namespace{}
			if err := yaml.Unmarshal([]byte(document), namespace); err != nil {
				return nil, err
			}
			w.namespaces[namespace.Name] = namespace
		case object.Spec.Template != nil && len(object.Spec.Template.Spec.Containers) > 0 && object.Kind != "Job":
			w.addWorkload(&object)
		}
	}
	if len(w.workloads) > maxPods {
		return nil, fmt.Errorf("the lab has room for %d workloads, and there are %d", maxPods, len(w.workloads))
	}
	for _, each := range w.workloads {
		each.sidecar = w.isInjected(each)
	}
	for _, each := range w.workloads {
		if w.namespaces[each.namespace] == nil {
			w.namespaces[each.namespace] = &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: each.namespace}}
		}
	}
	for index, service := range w.services {
		if service.Spec.ClusterIP == "" && service.Spec.Type != corev1.ServiceTypeExternalName {
			service.Spec.ClusterIP = fmt.Sprintf("10.96.%d.%d", index/250, index%250+1)
		}
		// What the API server fills in.
		for index := range service.Spec.Ports {
			port := &service.Spec.Ports[index]
			if port.Protocol == "" {
				port.Protocol = corev1.ProtocolTCP
			}
			if port.TargetPort == (intstr.IntOrString{}) {
				port.TargetPort = intstr.FromInt32(port.Port)
			}
		}
	}
	return w, nil
}

func (w *world) addWorkload(object *podMaker) {
	pod := object.Spec.Template
	account := pod.Spec.ServiceAccountName
	if account == "" {
		account = "default"
	}
	added := &workload{
		namespace: object.Namespace, name: object.Name, index: len(w.workloads),
		labels: maps.Clone(pod.Labels), annotations: pod.Annotations, serviceAccount: account,
	}
	if added.labels == nil {
		added.labels = map[string]string{}
	}
	for _, container := range pod.Spec.Containers {
		added.containerPorts = append(added.containerPorts, container.Ports...)
	}
	w.workloads = append(w.workloads, added)
}

// isInjected follows the injector: the pod's own word, then the namespace's. A namespace that the manifests do not show is injected.
func (w *world) isInjected(pod *workload) bool {
	const inject = "sidecar.istio.io/inject"
	word, said := pod.labels[inject]
	if !said {
		word, said = pod.annotations[inject]
	}
	if said {
		return word == "true"
	}
	namespace := w.namespaces[pod.namespace]
	if namespace == nil {
		return true
	}
	if enabled, said := namespace.Labels["istio-injection"]; said {
		return enabled == "enabled"
	}
	return namespace.Labels["istio.io/rev"] != ""
}

// ambient is a workload of the ambient mesh, nil if there is none: neither with a sidecar nor without, as the lab would take it.
func (w *world) ambient() *workload {
	for _, each := range w.workloads {
		const mode = "istio.io/dataplane-mode"
		if !each.sidecar && !each.router && (w.namespaces[each.namespace].Labels[mode] == "ambient" || each.labels[mode] == "ambient") {
			return each
		}
	}
	return nil
}

func (w *world) workload(name string) *workload {
	for _, each := range w.workloads {
		if each.String() == name {
			return each
		}
	}
	return nil
}

// names lists the workloads for an error message.
func (w *world) names() string {
	var names []string
	for _, each := range w.workloads {
		names = append(names, each.String())
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// pods are the workloads that a Service selects.
func (w *world) pods(service *corev1.Service) []*workload {
	if len(service.Spec.Selector) == 0 {
		return nil
	}
	var pods []*workload
	for _, each := range w.workloads {
		if each.namespace == service.Namespace && hasLabels(each.labels, service.Spec.Selector) {
			pods = append(pods, each)
		}
	}
	return pods
}

func hasLabels(labels, wanted map[string]string) bool {
	for key, value := range wanted {
		if found, is := labels[key]; !is || found != value {
			return false
		}
	}
	return true
}

// targetPort is the pod's port behind a Service's port.
func targetPort(port corev1.ServicePort, pod *workload) int {
	if port.TargetPort.Type == intstr.String {
		for _, each := range pod.containerPorts {
			if each.Name == port.TargetPort.StrVal {
				return int(each.ContainerPort)
			}
		}
		return int(port.Port)
	}
	return int(port.TargetPort.IntVal)
}

// podPorts are the ports at which a pod is reached, ascending.
func (w *world) podPorts(pod *workload) []int {
	ports := map[int]bool{}
	for _, port := range pod.containerPorts {
		ports[int(port.ContainerPort)] = true
	}
	for _, service := range w.services {
		if slices.Contains(w.pods(service), pod) {
			for _, port := range service.Spec.Ports {
				ports[targetPort(port, pod)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(ports))
}

// objects are what Istio's registry reads from Kubernetes.
func (w *world) objects() []runtime.Object {
	var objects []runtime.Object
	for _, name := range slices.Sorted(maps.Keys(w.namespaces)) {
		objects = append(objects, w.namespaces[name])
	}
	for _, pod := range w.workloads {
		objects = append(objects, pod.object())
	}
	for _, service := range w.services {
		objects = append(objects, service)
		objects = append(objects, w.endpoints(service)...)
	}
	return objects
}

func (w *workload) object() *corev1.Pod {
	labels := maps.Clone(w.labels)
	if w.sidecar || w.router {
		// What the injector writes, and what tells callers that this pod speaks mutual TLS.
		labels["security.istio.io/tlsMode"] = "istio"
	}
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: w.name, Labels: labels, Annotations: w.annotations},
		Spec:       corev1.PodSpec{ServiceAccountName: w.serviceAccount, Containers: []corev1.Container{{Ports: w.containerPorts}}},
		Status: corev1.PodStatus{
			Phase: corev1.PodRunning, PodIP: w.ip(), PodIPs: []corev1.PodIP{{IP: w.ip()}},
			Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
		},
	}
}

// endpoints makes a slice for every pod: pods may resolve a named port differently.
func (w *world) endpoints(service *corev1.Service) []runtime.Object {
	var slices []runtime.Object
	for _, pod := range w.pods(service) {
		ready := true
		slice := &discoveryv1.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{
				Namespace: service.Namespace, Name: service.Name + "-" + pod.name,
				Labels: map[string]string{discoveryv1.LabelServiceName: service.Name},
			},
			AddressType: discoveryv1.AddressTypeIPv4,
			Endpoints: []discoveryv1.Endpoint{{
				Addresses: []string{pod.ip()}, Conditions: discoveryv1.EndpointConditions{Ready: &ready},
				TargetRef: &corev1.ObjectReference{Kind: "Pod", Namespace: pod.namespace, Name: pod.name},
			}},
		}
		for _, port := range service.Spec.Ports {
			name, number, protocol := port.Name, int32(targetPort(port, pod)), corev1.ProtocolTCP
			slice.Ports = append(slice.Ports, discoveryv1.EndpointPort{Name: &name, Port: &number, Protocol: &protocol})
		}
		slices = append(slices, slice)
	}
	return slices
}
