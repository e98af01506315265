using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Pickerel.Core.ModelText;
using Pickerel.Import;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel inspect INPUT</c>: lists a model file's tensors, for the names that layers must have.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "The model file: .safetensors or .pickerel." };
        var command = new Command("inspect", "Lists a model file's tensors.") { input };
        command.SetAction(result => Run(result.GetValue(input)!));
        return command;
    }

    private static int Run(string input)
    {
        switch (ModelImporter.Read(input, Path.GetFileNameWithoutExtension(input)))
        {
            case ModelReadResult.Success { Document.Tensors: var tensors }:
                var width = tensors.Select(t => t.Name.Length).DefaultIfEmpty().Max();
                foreach (var tensor in tensors)
                    Console.WriteLine($"{SingleLine.Of(tensor.Name).PadRight(width)}  {tensor.Type,-4}  [{string.Join(", ", tensor.Dimensions)}]");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tensors.Count} tensors, {tensors.Sum(t => (long)t.Bytes.Length):N0} bytes"));
                return 0;
            case ModelReadResult.Failure failure:
                return ErrorLine.Write(input, failure);
            default:
                throw new InvalidOperationException("Reading has two outcomes.");
        }
    }
}
