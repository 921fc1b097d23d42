// A foreign DDS participant on Fast DDS, which ROS 2 uses unless it is told otherwise: a Go2's
// topics, or go2_ros2_sdk's node. Prints `ready` when its endpoints are there, and ends with its
// standard input.

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastrtps/types/DynamicPubSubType.h>
#include <fastrtps/types/DynamicTypeBuilderFactory.h>
#include <fastrtps/types/DynamicType.h>
#include <fastrtps/types/DynamicTypeBuilder.h>
#include <fastrtps/types/DynamicTypeBuilderPtr.h>

#include <iostream>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace eprosima::fastdds::dds;
using namespace eprosima::fastrtps::types;

struct Role {
  std::vector<std::string> writes, reads;
};

int main(int, char **arguments) {
  const std::map<std::string, Role> roles = {
      {"robot", {{"rt/lowstate", "rt/sportmodestate"}, {"rt/api/sport/request"}}},
      {"driver",
       {{},
        {"rt/webrtc_req", "rt/lowstate", "rt/utlidar/cloud",
         "rq/go2_driver_node/get_parametersRequest"}}},
  };
  const Role &role = roles.at(arguments[1]);
  auto *participant = DomainParticipantFactory::get_instance()->create_participant(
      std::stoul(arguments[2]), PARTICIPANT_QOS_DEFAULT);
  auto builder = DynamicTypeBuilderFactory::get_instance()->create_struct_builder();
  builder->set_name("unitree_go::msg::dds_::LowState_");
  builder->add_member(0, "tick", DynamicTypeBuilderFactory::get_instance()->create_int32_type());
  TypeSupport type(new DynamicPubSubType(builder->build()));
  type.register_type(participant);
  auto topic = [&](const std::string &name) {
    return participant->create_topic(name, type.get_type_name(), TOPIC_QOS_DEFAULT);
  };
  auto *publisher = participant->create_publisher(PUBLISHER_QOS_DEFAULT);
  for (const auto &name : role.writes)
    publisher->create_datawriter(topic(name), DATAWRITER_QOS_DEFAULT);
  auto *subscriber = participant->create_subscriber(SUBSCRIBER_QOS_DEFAULT);
  for (const auto &name : role.reads)
    subscriber->create_datareader(topic(name), DATAREADER_QOS_DEFAULT);
  std::cout << "ready" << std::endl;
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
  participant->delete_contained_entities();
  DomainParticipantFactory::get_instance()->delete_participant(participant);
}
