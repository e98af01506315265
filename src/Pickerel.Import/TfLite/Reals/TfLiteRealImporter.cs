using System;
using System.Linq;
using System.Threading;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;

namespace Pickerel.Import.TfLite.Reals;

/// <summary>Imports TensorFlow Lite models of real numbers as declared layers and their parameters, to be quantized after training.</summary>
public static class TfLiteRealImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="cancellation">Stops between operators.</param>
    /// <exception cref="ProblemException">The file cannot be read, is malformed or quantized, or holds what is not supported (PKR1075, PKR1079, PKR1093 to PKR1096, PKR1158).</exception>
    public static ModelDocument Read(string path, string name, CancellationToken cancellation = default) => Import(ModelBytes.Read(path, name), name, cancellation);

    /// <summary>Imports the bytes of a file.</summary>
    /// <exception cref="ProblemException">It is malformed or quantized, or holds what is not supported (PKR1093 to PKR1096, PKR1158).</exception>
    public static ModelDocument Import(ReadOnlyMemory<byte> file, string name, CancellationToken cancellation = default)
    {
        var model = TfLiteReader.Read(file, name);
        if (model.Operators.Any(o => o.Inputs.Any(i => i >= 0 && model.Tensors[i].Type is TfLiteType.Int8 or TfLiteType.UInt8 or TfLiteType.Int16 or TfLiteType.Int4)))
            throw new ProblemException(Pkr.NothingToQuantize.At(Site.Network, name, "holds integers already", "compile it as it is, with [Network(Model = …)]"));
        var graph = new TfLiteRealGraph(model);
        foreach (var op in model.Operators)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                TfLiteRealOperators.Translate(graph, op);
            }
            catch (FlatBufferException malformed)
            {
                throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, name, "TensorFlow Lite", FormattableString.Invariant($"of operator {op.Index} ({op.Kind}), {malformed.Message}")));
            }
        }

        return graph.Document();
    }
}
