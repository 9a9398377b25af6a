"""What shape has each answer? Read by the OpenAPI document and by tests; answers are written without them."""
