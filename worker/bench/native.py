"""Multiply-adds per processor second of onnxruntime's MatMulInteger (uint8 x int8 -> int32) in one thread; see nativeRates.ts."""

import json
import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper


def session_of(m, n, k, right):
    node = helper.make_node("MatMulInteger", ["left", "right"], ["out"])
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("left", TensorProto.UINT8, [m, k])],
        [helper.make_tensor_value_info("out", TensorProto.INT32, [m, n])],
        [onnx.numpy_helper.from_array(right, "right")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def rate(m, n, k, seconds):
    random = np.random.default_rng(1)
    right = random.integers(-128, 128, (k, n)).astype(np.int8)
    left = random.integers(0, 256, (m, k)).astype(np.uint8)
    session = session_of(m, n, k, right)
    for _ in range(10):
        session.run(None, {"left": left})
    products = 0
    start = time.process_time()
    while time.process_time() - start < seconds:
        session.run(None, {"left": left})
        products += 1
    return products * m * n * k / (time.process_time() - start)


task = json.loads(sys.argv[1])
rates = [rate(s["m"], s["n"], s["k"], task["seconds"]) for s in task["shapes"]]
print(json.dumps([{"gmacsPerCpuSecond": round(r / 1e9, 1)} for r in rates]))
