//! The `cockroach` dialect: literals as `cockroach dump` wrote them.
