// PyTorch's archives, record by record: reading and writing.
#include <caffe2/serialize/inline_container.h>

#include <sstream>

#include "dispatch/from_ivalue.h"
#include "jit/jit.h"
#include "jit/records.h"

namespace nodetorch {

namespace {

using caffe2::serialize::PyTorchStreamReader;
using caffe2::serialize::PyTorchStreamWriter;

std::string string_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

struct ReaderObject final : torch::CustomClassHolder {
  explicit ReaderObject(const std::string& path)
      : reader(std::make_unique<PyTorchStreamReader>(path)) {}
  ReaderObject(const char* bytes, size_t size)
      : stream(std::string(bytes, size)), reader(std::make_unique<PyTorchStreamReader>(&stream)) {}
  std::istringstream stream;  // of an archive in memory
  std::unique_ptr<PyTorchStreamReader> reader;
};

struct WriterObject final : torch::CustomClassHolder {
  WriterObject(const std::string& path, bool crc, uint64_t alignment)
      : writer(std::make_unique<PyTorchStreamWriter>(path, crc, alignment)) {}
  WriterObject(bool crc, uint64_t alignment)
      : writer(std::make_unique<PyTorchStreamWriter>(
            [this](const void* data, size_t size) {
              written.append(static_cast<const char*>(data), size);
              return size;
            },
            crc, alignment)) {}
  ~WriterObject() override {
    // libtorch's destructor would do this too, and an error in there would end the process.
    try {
      if (!writer->finalized()) writer->writeEndOfFile();
    } catch (...) {
    }
  }
  std::string written;  // by one in memory, until somebody takes it
  std::unique_ptr<PyTorchStreamWriter> writer;
};

PyTorchStreamReader& reader_of(Environment& env, const Napi::Value& value) {
  return *object_of<ReaderObject>(env, value, "a PyTorchFileReader").reader;
}

WriterObject& writer_of(Environment& env, const Napi::Value& value) {
  return object_of<WriterObject>(env, value, "a PyTorchFileWriter");
}

template <typename Texts>
Napi::Array texts_to_js(Environment& env, const Texts& texts) {
  Napi::Array array = Napi::Array::New(env.js(), texts.size());
  uint32_t i = 0;
  for (const std::string& text : texts) array.Set(i++, text);
  return array;
}

// zip_reader(path or bytes)
Napi::Value zip_reader(Environment& env, const Napi::CallbackInfo& info) {
  if (info[0].IsString()) {
    return Napi::Value(env.raw(),
                       hand_out(env, c10::make_intrusive<ReaderObject>(string_of(info[0]))));
  }
  const auto bytes = info[0].As<Napi::Uint8Array>();
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<ReaderObject>(
                                                  reinterpret_cast<const char*>(bytes.Data()),
                                                  bytes.ByteLength())));
}

Napi::Value zip_records(Environment& env, const Napi::CallbackInfo& info) {
  return texts_to_js(env, reader_of(env, info[0]).getAllRecords());
}

Napi::Value zip_record(Environment& env, const Napi::CallbackInfo& info) {
  const auto [data, size] = reader_of(env, info[0]).getRecord(string_of(info[1]));
  return Napi::Buffer<char>::Copy(env.js(), static_cast<const char*>(data.get()), size);
}

Napi::Value zip_has(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(env.js(), reader_of(env, info[0]).hasRecord(string_of(info[1])));
}

// zip_number(reader, "size" | "offset" | "header", name)
Napi::Value zip_number(Environment& env, const Napi::CallbackInfo& info) {
  PyTorchStreamReader& reader = reader_of(env, info[0]);
  const std::string what = string_of(info[1]);
  const std::string name = string_of(info[2]);
  const size_t number = what == "size"     ? reader.getRecordSize(name)
                        : what == "offset" ? reader.getRecordOffset(name)
                                           : reader.getRecordHeaderOffset(name);
  return Napi::Value(env.raw(), from_int64(env.raw(), static_cast<int64_t>(number)));
}

Napi::Value zip_reader_id(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(env.js(), reader_of(env, info[0]).serializationId());
}

// zip_writer(path or null for memory, checksums, alignment)
Napi::Value zip_writer(Environment& env, const Napi::CallbackInfo& info) {
  const bool crc = info[1].ToBoolean();
  const auto alignment = static_cast<uint64_t>(info[2].As<Napi::Number>().Int64Value());
  auto writer = info[0].IsString()
                    ? c10::make_intrusive<WriterObject>(string_of(info[0]), crc, alignment)
                    : c10::make_intrusive<WriterObject>(crc, alignment);
  return Napi::Value(env.raw(), hand_out(env, std::move(writer)));
}

// zip_write(writer, name, bytes)
Napi::Value zip_write(Environment& env, const Napi::CallbackInfo& info) {
  const auto bytes = info[2].As<Napi::Uint8Array>();
  writer_of(env, info[0]).writer->writeRecord(string_of(info[1]), bytes.Data(), bytes.ByteLength());
  return env.js().Undefined();
}

Napi::Value zip_write_end(Environment& env, const Napi::CallbackInfo& info) {
  writer_of(env, info[0]).writer->writeEndOfFile();
  return env.js().Undefined();
}

// zip_taken(writer): what was written to memory since the last call.
Napi::Value zip_taken(Environment& env, const Napi::CallbackInfo& info) {
  std::string& written = writer_of(env, info[0]).written;
  const Napi::Value bytes = Napi::Buffer<char>::Copy(env.js(), written.data(), written.size());
  written.clear();
  return bytes;
}

Napi::Value zip_set_version(Environment& env, const Napi::CallbackInfo& info) {
  writer_of(env, info[0])
      .writer->setMinVersion(static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value()));
  return env.js().Undefined();
}

// zip_written(writer): [name of the archive, serialization id, names of the records]
Napi::Value zip_written(Environment& env, const Napi::CallbackInfo& info) {
  PyTorchStreamWriter& writer = *writer_of(env, info[0]).writer;
  Napi::Array parts = Napi::Array::New(env.js(), 3);
  parts.Set(0u, writer.archiveName());
  parts.Set(1u, writer.serializationId());
  parts.Set(2u, texts_to_js(env, writer.getAllWrittenRecords()));
  return parts;
}

constexpr DoorEntry kDoors[] = {
    {"zip_reader", zip_reader},           {"zip_records", zip_records},
    {"zip_record", zip_record},           {"zip_has", zip_has},
    {"zip_number", zip_number},           {"zip_reader_id", zip_reader_id},
    {"zip_writer", zip_writer},           {"zip_write", zip_write},
    {"zip_write_end", zip_write_end},     {"zip_taken", zip_taken},
    {"zip_set_version", zip_set_version}, {"zip_written", zip_written},
};

}  // namespace

void install_archive_records(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
