using Pickerel.Core.Messages;

namespace Pickerel.Import.Onnx;

/// <summary>What can be wrong with an ONNX file, by place.</summary>
/// <param name="model">The model's name.</param>
internal sealed class OnnxProblems(string model)
{
    public string Model => model;

    public ProblemException Malformed(string what) => new(Pkr.MalformedModelFile.At(Site.Network, model, "ONNX", what));

    public ProblemException MalformedTensor(string tensor, string what) => new(Pkr.MalformedModelTensor.At(Site.Network, model, tensor, what));

    public ProblemException Unsupported(OnnxNode node, string what) => new(Pkr.UnsupportedOperatorForm.At(Site.Network, model, node.Text, node.Kind, what));

    public ProblemException UnsupportedKind(OnnxNode node, string supported) => new(Pkr.UnsupportedOperator.At(Site.Network, model, node.Text, node.Kind, supported));

    public ProblemException InvalidQuantization(string tensor, string what) => new(Pkr.InvalidTensorQuantization.At(Site.Network, model, tensor, what));
}
