package main

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/anypb"
)

// rewriter changes a tree of messages in place, inside of packed ones (Any) too.
type rewriter struct {
	// Called for every message, those inside first.
	message func(proto.Message)
	// Every string that is a key here becomes its value.
	strings map[string]string
}

func (r *rewriter) rewrite(message proto.Message) { r.walk(message.ProtoReflect()) }

func (r *rewriter) walk(message protoreflect.Message) {
	if packed, is := message.Interface().(*anypb.Any); is {
		// What this program does not know (a filter of Istio's own proxy) stays as it is.
		if inner, err := packed.UnmarshalNew(); err == nil {
			r.walk(inner.ProtoReflect())
			pack(packed, inner)
		}
		return
	}
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
			if field.MapValue().Message() != nil {
				value.Map().Range(func(_ protoreflect.MapKey, each protoreflect.Value) bool {
					r.walk(each.Message())
					return true
				})
			}
		case field.IsList():
			for index := 0; index < value.List().Len(); index++ {
				if field.Message() != nil {
					r.walk(value.List().Get(index).Message())
				} else if field.Kind() == protoreflect.StringKind {
					if to, is := r.strings[value.List().Get(index).String()]; is {
						value.List().Set(index, protoreflect.ValueOfString(to))
					}
				}
			}
		case field.Message() != nil:
			r.walk(value.Message())
		case field.Kind() == protoreflect.StringKind:
			if to, is := r.strings[value.String()]; is {
				message.Set(field, protoreflect.ValueOfString(to))
			}
		}
		return true
	})
	r.message(message.Interface())
}

// packed packs a message that this program made itself, which cannot fail.
func packed(message proto.Message) *anypb.Any {
	result := &anypb.Any{}
	pack(result, message)
	return result
}

func pack(into *anypb.Any, message proto.Message) {
	if err := into.MarshalFrom(message); err != nil {
		panic(err)
	}
}

// unpacked reads a packed message of a known kind; false if it is of another.
func unpacked(any *anypb.Any, into proto.Message) bool {
	return any.MessageIs(into) && any.UnmarshalTo(into) == nil
}
