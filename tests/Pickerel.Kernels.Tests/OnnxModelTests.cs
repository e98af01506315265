using System;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Public ONNX models of QONNX, FINN and DORY, compiled: weights of one, two and eight bits, thresholds, sums, one axis and two.</summary>
public sealed class OnnxModelTests(OnnxModelTests.Models models) : IClassFixture<OnnxModelTests.Models>
{
    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_models_equal_the_reference_interpreter(InstructionLevel level)
    {
        var outputs = await models.Run(level);
        foreach (var model in models.All)
        {
            var rows = outputs[model.Network.Name];
            for (var row = 0; row < model.Expected.Count && row < rows.Count; row++)
                Assert.True(model.Expected[row].AsSpan().SequenceEqual(rows[row]), $"{model.Network.Name} differs on random input {row}.");
        }

        Assert.Equal(4, models.All.Count);
        Assert.Contains(models.All.SelectMany(m => m.Network.Nodes.OfType<IntegerWeightedNode>()), n => n.WeightBits == 1);
    }

    public sealed class Models() : CompiledModels(
        [
            new("Digits", "qonnx/TFC_2W2A.onnx", "", 200),
            new("Signs", "finn/tutorial_fpga_flow/model.onnx", "", 200),
            new("Residual", "dory/residual_1/model.onnx", "", 5),
            new("Waves", "dory/TCN_T/model.onnx", "", 20),
        ],
        _ => []);
}
